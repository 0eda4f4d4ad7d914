import { ProviderChanged } from "@teilhabe/contracts/capacity/events";
import type { Provider, ProviderKind } from "@teilhabe/contracts/capacity/shapes";
import { factOf } from "@teilhabe/contracts/event";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { type Loaded, put, type Rule } from "@teilhabe/platform/rule";
import { providerDocument } from "./documents.ts";
import { ownProvider, type ProviderState, providerOf, providerShown } from "./provider.ts";
import { refreshTask } from "./refresh-listings.ts";

type Change = {
  readonly name?: string | undefined;
  readonly kind?: ProviderKind | undefined;
  readonly website?: string | null | undefined;
  readonly phone?: string | null | undefined;
};

/** What is absent stays. Its listings show the new name once a task has been through them. */
export const changeProvider: Rule<Loaded<ProviderState> | undefined, Change, Provider> = (found, change, asked) => {
  const provider = ownProvider(found, asked);
  if (isRefusal(provider)) return provider;
  const { id, version, state: before } = provider;
  const state = providerOf(
    {
      name: change.name ?? before.name,
      kind: change.kind ?? before.kind,
      website: change.website === undefined ? before.website : change.website,
      phone: change.phone === undefined ? before.phone : change.phone,
    },
    before.feed,
  );
  if (JSON.stringify(state) === JSON.stringify(before)) return { answer: providerShown(id, version, state) };
  const shownInListings = state.name !== before.name || state.kind !== before.kind;
  return {
    writes: [put(providerDocument, id, state)],
    facts: [factOf(ProviderChanged, { provider: id, kind: state.kind })],
    tasks: shownInListings ? [refreshTask(id, asked)] : [],
    answer: providerShown(id, version + 1, state),
  };
};
