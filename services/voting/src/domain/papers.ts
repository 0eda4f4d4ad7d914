import type { Choice } from "@teilhabe/contracts/voting/choice";
import type { PaperChannel } from "./claim-for-person.ts";
import type { ClaimSizes } from "./roll-figures.ts";

/** What an officer reads off the papers of one batch. */
export type PaperContent = {
  readonly origin: PaperChannel;
  readonly district: string;
  /** Papers that cannot be read or break the rules. */
  readonly invalid: number;
  readonly papers: readonly Choice[];
};

/** One batch on its way, keyed by `ballot:batch`; gone once the box has logged it. `nonces`: drawn when it was confirmed, one for each paper. */
export type PaperBatch =
  | { readonly stage: "entered-once"; readonly by: string; readonly content: PaperContent }
  | { readonly stage: "confirmed"; readonly content: PaperContent; readonly nonces: readonly string[] };

export type BatchSummary = {
  readonly origin: PaperChannel;
  readonly district: string;
  readonly stage: PaperBatch["stage"];
  readonly papers: number;
  readonly invalid: number;
  /** Keyed hash of what was confirmed, in hex: a plain one would say what is on few papers. */
  readonly digest?: string;
};

/** All batches of a ballot by their names. Keyed by the ballot, so that two officers who confirm at the same time decide one after the other. */
export type Papers = { readonly batches: Readonly<Record<string, BatchSummary>> };

export const NO_PAPERS: Papers = { batches: {} };

export type PaperSum = { readonly origin: PaperChannel; readonly district: string; readonly claimed: number; readonly entered: number };

/** Persons claimed and papers confirmed, by channel and district. */
export function paperSums(claims: ClaimSizes, { batches }: Papers): PaperSum[] {
  return claims.flatMap(({ channel, district, size }) =>
    channel === "online" ? [] : [{ origin: channel, district, claimed: size, entered: enteredIn(batches, channel, district) }],
  );
}

function enteredIn(batches: Papers["batches"], origin: PaperChannel, district: string): number {
  const confirmed = Object.values(batches).filter((batch) => batch.stage === "confirmed" && batch.origin === origin && batch.district === district);
  return confirmed.reduce((sum, { papers, invalid }) => sum + papers + invalid, 0);
}

/** Is there a paper for everybody who was claimed for one? */
export function allPapersEntered(claims: ClaimSizes, papers: Papers): boolean {
  return paperSums(claims, papers).every(({ claimed, entered }) => claimed === entered);
}

/** Names of batches at this stage. A confirmed one is on its way into the log as long as it is kept. */
export function batchesAt({ batches }: Papers, stage: PaperBatch["stage"]): string[] {
  return Object.entries(batches).flatMap(([batch, summary]) => (summary.stage === stage ? [batch] : []));
}
