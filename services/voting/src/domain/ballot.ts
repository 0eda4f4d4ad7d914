import { type Asker, holds } from "@teilhabe/contracts/asker";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Amendment, Draft, Stage } from "@teilhabe/contracts/voting/shapes";
import type { Loaded } from "@teilhabe/platform/rule";

/** What opening froze, and what public amendments changed of it since. */
export type Frozen = {
  readonly definitionHash: string;
  /** As amended. */
  readonly closesAtMs: number;
  readonly amendments: readonly Amendment[];
  readonly withdrawn: readonly string[];
};

type Common = {
  readonly draft: Draft;
  /** Entries of the roll belong to a generation; clearing the roll begins the next one. */
  readonly rollGeneration: number;
};

/** A ballot's life; each stage has exactly what it has. */
export type Ballot = Common &
  (
    | { readonly stage: "draft" }
    | { readonly stage: "scheduled" }
    /** `opensAt` is when it was decided; it goes into the definition. */
    | { readonly stage: "opening"; readonly opensAt: string }
    | { readonly stage: "open"; readonly frozen: Frozen }
    | { readonly stage: "closing"; readonly frozen: Frozen }
    | ({ readonly stage: "counting" } & Sealed)
    | ({ readonly stage: "finished" } & Sealed)
    /** Without `frozen` when it was aborted before it opened; with `checkpoint` once the box is sealed. */
    | { readonly stage: "aborted"; readonly frozen?: Frozen; readonly checkpoint?: string; readonly amendments: readonly Amendment[] }
  );

/** `checkpoint`: the last one of the box, a signed note over its whole log. */
type Sealed = {
  readonly frozen: Frozen;
  readonly votes: number;
  readonly voters: number;
  readonly checkpoint: string;
  readonly seed?: string;
};

/** Over: its box is sealed, or will be. */
export type SealedBallot = Extract<Ballot, { stage: "counting" | "finished" | "aborted" }>;

export function isOver(ballot: Ballot): ballot is SealedBallot {
  return ballot.stage === "counting" || ballot.stage === "finished" || ballot.stage === "aborted";
}

export type OpenBallot = Extract<Ballot, { stage: "open" }>;

/** What a rule is given of a ballot, loaded or not there. */
export type BallotState = { readonly ballot: Loaded<Ballot> | undefined };

/** The answer of every command on a ballot. */
export type Changed = { readonly id: string; readonly version: number; readonly stage: Stage };

export function changed(ballot: { readonly id: string; readonly version: number } | undefined, id: string, stage: Stage): Changed {
  return { id, version: (ballot?.version ?? 0) + 1, stage };
}

export const notFound = () => refuse("ballot-not-found", "There is no ballot under this id.");

/** Staff run every ballot, a ballot-officer those of the consultation (or the ballot) that the grant names. */
export function mayRun(asker: Asker, id: string, consultation: string | undefined): boolean {
  return holds(asker, "staff") || holds(asker, "ballot-officer", consultation) || holds(asker, "ballot-officer", id);
}

/** The ballot, for an asker who may run it. */
export function ballotToRun(state: BallotState, asker: Asker): Refusal | Loaded<Ballot> {
  const { ballot } = state;
  if (ballot === undefined) return notFound();
  if (mayRun(asker, ballot.id, ballot.state.draft.consultation)) return ballot;
  return ballot.state.stage === "draft" ? notFound() : refuse("grant-needed", "Your grant is for other ballots.");
}

/** Facts about a ballot begin with this. */
export function about(id: string, { draft }: Pick<Ballot, "draft">): { ballot: string; consultation?: string } {
  return { ballot: id, ...(draft.consultation !== undefined && { consultation: draft.consultation }) };
}

/** Ids of the ideas behind these options, each once. */
export function ideasOf(options: Draft["options"]): string[] {
  return [...new Set(options.flatMap((option) => option.idea ?? []))];
}

/** As amended. */
export function closesAtMsOf(ballot: Ballot): number {
  return frozenOf(ballot)?.closesAtMs ?? Date.parse(ballot.draft.closesAt);
}

/** The last checkpoint of the box, once it is sealed. */
export function checkpointOf(ballot: Ballot): string | undefined {
  return "checkpoint" in ballot ? ballot.checkpoint : undefined;
}

/** Undefined before opening, and for what never opened. */
export function frozenOf(ballot: Ballot): Frozen | undefined {
  return "frozen" in ballot ? ballot.frozen : undefined;
}
