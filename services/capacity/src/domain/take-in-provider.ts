import { ProviderChanged, ProviderRegistered } from "@teilhabe/contracts/capacity/events";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Loaded, type Outcome, put, type Rule, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { providerDocument } from "./documents.ts";
import type { OfferState, Tables } from "./offer.ts";
import { type ProviderState, providerOf } from "./provider.ts";
import { refreshTask } from "./refresh-listings.ts";
import { type FoundFedOffer, type TakenIn, takeInOffer } from "./take-in-offer.ts";
import { withdrawal } from "./withdraw-offer.ts";

export type FoundFedProvider = {
  /** Made of feed and reference. */
  readonly id: string;
  readonly provider: Loaded<ProviderState> | undefined;
  readonly offers: readonly FoundFedOffer[];
  /** Offers that the feed brought before and no longer names. */
  readonly dropped: readonly (Loaded<OfferState> | undefined)[];
  readonly tables: Tables;
};
type Input = Parameters<typeof providerOf>[0] & { readonly feed: string; readonly reference: string };
type Answer = { provider: string; changed: boolean; offers: TakenIn["answer"][]; withdrawn: number };

/** Makes provider and offers what the feed says, all or nothing. Taken in again, nothing changes. */
export const takeInProvider: Rule<FoundFedProvider, Input, Answer> = (found, input, asked) => {
  const twice = twiceNamed(found.offers);
  if (twice !== undefined) return twice;
  const state = providerOf(input, {
    feed: input.feed,
    reference: input.reference,
    offers: Object.fromEntries(found.offers.map(({ id, fed }) => [fed.reference, id])),
  });
  const shown = { id: found.id, name: state.name, kind: state.kind };
  const takenIn: TakenIn[] = [];
  for (const [index, offer] of found.offers.entries()) {
    const taken = takeInOffer(offer, { feed: input.feed, provider: shown, tables: found.tables, asked });
    if (isRefusal(taken)) return inside(taken, `/offers/${index}`);
    takenIn.push(taken);
  }
  const withdrawn = found.dropped.filter((offer) => offer?.state.stage === "published").map((offer) => withdrawal(offer as Loaded<OfferState>));
  const provider = providerChange(found, state);
  const outcome = joined([provider, ...takenIn, ...withdrawn]);
  const changed = outcome.writes.length > 0;
  const tasks: TaskDraft[] = provider.renamed ? [refreshTask(found.id, asked)] : [];
  return { ...outcome, tasks, answer: { provider: found.id, changed, offers: takenIn.map(({ answer }) => answer), withdrawn: withdrawn.length } };
};

function providerChange({ id, provider }: FoundFedProvider, state: ProviderState): { writes: Write[]; facts: Fact[]; renamed: boolean } {
  if (provider !== undefined && JSON.stringify(provider.state) === JSON.stringify(state)) return { writes: [], facts: [], renamed: false };
  const event = provider === undefined ? ProviderRegistered : ProviderChanged;
  const renamed = provider !== undefined && (provider.state.name !== state.name || provider.state.kind !== state.kind);
  return { writes: [put(providerDocument, id, state)], facts: [factOf(event, { provider: id, kind: state.kind })], renamed };
}

function joined(
  parts: readonly { readonly writes: readonly Write[]; readonly facts: readonly Fact[] }[],
): Required<Pick<Outcome<unknown>, "writes" | "facts">> {
  return { writes: parts.flatMap(({ writes }) => writes), facts: parts.flatMap(({ facts }) => facts) };
}

function twiceNamed(offers: readonly FoundFedOffer[]): Refusal | undefined {
  const seen = new Set<string>();
  for (const [index, { fed }] of offers.entries()) {
    if (seen.has(fed.reference)) {
      const errors = [{ pointer: `/offers/${index}/reference`, message: "is used twice" }];
      return refuse("reference-twice", `Two offers have the reference ${fed.reference}.`, { errors });
    }
    seen.add(fed.reference);
  }
  return undefined;
}

function inside(refusal: Refusal, pointer: string): Refusal {
  const { errors = [{ pointer: "", message: refusal.detail }] } = refusal;
  return { ...refusal, errors: errors.map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` })) };
}
