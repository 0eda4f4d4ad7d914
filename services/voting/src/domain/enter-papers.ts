import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { BATCHES_MAX } from "@teilhabe/contracts/voting/paper-operations";
import { type Asked, type Loaded, type Outcome, put, unchanged, type Write } from "@teilhabe/platform/rule";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { ballotKind, paperBatchKind, papersKind } from "./documents.ts";
import { type BatchSummary, NO_PAPERS, type PaperBatch, type PaperContent, type Papers, paperSums } from "./papers.ts";
import type { ClaimSizes } from "./roll-figures.ts";
import { logPapersTask } from "./tasks.ts";

export type EnterState = {
  readonly ballot: string;
  readonly papers: Loaded<Papers> | undefined;
  readonly known: Loaded<PaperBatch> | undefined;
  readonly claims: ClaimSizes;
};

export type Entry = {
  readonly batch: string;
  readonly content: PaperContent;
  /** A keyed hash of the content, in hex: the same for the same papers in the same order. */
  readonly digest: string;
  /** 32 random bytes in hex for each paper. */
  readonly nonces: readonly string[];
};

export type Entered = {
  readonly ballot: string;
  readonly batch: string;
  readonly stage: PaperBatch["stage"];
  readonly papers: number;
  readonly invalid: number;
};

/** An officer's entry of a batch: the first waits for another officer's, which must be the same. */
export function enterPapers(state: EnterState, entry: Entry, asked: Asked): Refusal | Outcome<Entered> {
  const { ballot, known } = state;
  const { batch, content } = entry;
  const summary = (state.papers?.state ?? NO_PAPERS).batches[batch];
  const answer = (stage: PaperBatch["stage"]): Entered => ({ ballot, batch, stage, papers: content.papers.length, invalid: content.invalid });
  if (summary?.stage === "confirmed")
    return summary.digest === entry.digest
      ? { answer: answer("confirmed") }
      : refuse("batch-confirmed", "This batch was confirmed with other papers.");
  if (asked.by === undefined) throw new Error("papers are entered by officers only");

  const tooMany = refuseSurplus(state, content) ?? (summary === undefined ? refuseBatch(state) : undefined);
  if (tooMany !== undefined) return tooMany;
  if (known?.state.stage !== "entered-once" || known.state.by === asked.by) {
    const once: PaperBatch = { stage: "entered-once", by: asked.by, content };
    return { writes: written(state, entry, once), answer: answer("entered-once") };
  }
  const difference = differenceOf(known.state.content, content);
  if (difference !== undefined) return refuse("papers-differ", `The other officer's entry is another: ${difference}. Look at the papers again.`);
  const confirmed: PaperBatch = { stage: "confirmed", content, nonces: entry.nonces };
  return {
    writes: written(state, entry, confirmed),
    tasks: [logPapersTask(ballot, batch, asked.atMs)],
    answer: answer("confirmed"),
  };
}

/** Only while the box is not sealed: a ballot that has gone on meanwhile is looked at again. */
function written({ ballot, papers }: EnterState, { batch, content, digest }: Entry, next: PaperBatch): Write[] {
  const { origin, district, invalid } = content;
  const { stage } = next;
  const summary: BatchSummary = { origin, district, stage, invalid, papers: content.papers.length, ...(stage === "confirmed" && { digest }) };
  const batches = { ...(papers?.state ?? NO_PAPERS).batches, [batch]: summary };
  return [unchanged(ballotKind, ballot), put(paperBatchKind, `${ballot}:${batch}`, next), put<Papers>(papersKind, ballot, { batches })];
}

function refuseSurplus({ claims, papers }: EnterState, { origin, district, invalid, papers: entered }: PaperContent): Refusal | undefined {
  const sum = paperSums(claims, papers?.state ?? NO_PAPERS).find((one) => one.origin === origin && one.district === district);
  const left = (sum?.claimed ?? 0) - (sum?.entered ?? 0);
  if (invalid + entered.length <= left) return undefined;
  return refuse("more-papers-than-claims", `In ${district}, ${sum?.claimed ?? 0} are claimed and ${left} papers can still be entered, not more.`, {
    facts: { claimed: sum?.claimed ?? 0, entered: sum?.entered ?? 0 },
  });
}

function refuseBatch({ papers }: EnterState): Refusal | undefined {
  if (Object.keys((papers?.state ?? NO_PAPERS).batches).length < BATCHES_MAX) return undefined;
  return refuse("too-many-batches", `A ballot has ${BATCHES_MAX} batches at most: put more papers into each.`);
}

/** The first thing in which two entries differ, without saying what the other officer entered. */
function differenceOf(one: PaperContent, other: PaperContent): string | undefined {
  if (one.origin !== other.origin || one.district !== other.district) return "its channel or district";
  if (one.invalid !== other.invalid) return "the number of invalid papers";
  if (one.papers.length !== other.papers.length) return "the number of papers";
  const index = one.papers.findIndex((choice, n) => spelt(choice) !== spelt(other.papers[n]));
  return index < 0 ? undefined : `paper ${index + 1}`;
}

function spelt(choice: Choice | undefined): string {
  return canonicalText(JSON.parse(JSON.stringify(choice ?? null)));
}
