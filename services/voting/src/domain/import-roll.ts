import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put, unchanged } from "@teilhabe/platform/rule";
import type { Admission, RollEntry } from "./admission.ts";
import { type Ballot, type BallotState, ballotToRun } from "./ballot.ts";
import { ballotKind, rollKind } from "./documents.ts";
import { purgeRollTask } from "./tasks.ts";

export type RollState = BallotState & { readonly admission: Loaded<Admission> | undefined };
type RollKeys = Extract<Admission, { personKey: string }>;

/** The ballot whose roll may still change, for an asker who may change it. */
export function rollToImport(state: RollState, asked: Asked): Refusal | { readonly ballot: Loaded<Ballot>; readonly keys: RollKeys } {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  const admission = state.admission?.state;
  if (admission?.stage !== "drafted" && admission?.stage !== "announced") return frozenRoll();
  if (ballot.state.stage !== "draft" && ballot.state.stage !== "scheduled") return frozenRoll();
  if (ballot.state.draft.eligibility.roll === "none")
    return refuse("roll-not-used", "This ballot has no roll. Say in its eligibility how it identifies people.");
  return { ballot, keys: admission };
}

export type NewEntry = { readonly id: string; readonly district?: string };

/** Adds those who are not on the roll yet. @param known by position in `entries` */
export function importRoll(
  ballot: Loaded<Ballot>,
  entries: readonly NewEntry[],
  known: readonly (Loaded<RollEntry> | undefined)[],
): Outcome<{ readonly added: number; readonly known: number }> {
  const roll = `${ballot.id}:${ballot.state.rollGeneration}`;
  const fresh = entries.filter((_, position) => known[position] === undefined);
  return {
    writes: [
      unchanged(ballotKind, ballot.id),
      ...fresh.map(({ id, district }) => put(rollKind, id, { roll, ...(district !== undefined && { district }) })),
    ],
    answer: { added: fresh.length, known: entries.length - fresh.length },
  };
}

/** The roll begins anew; what was on it is deleted in the background. */
export function clearRoll(state: BallotState, id: string, asked: Asked): Refusal | Outcome<Record<string, never>> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  if (ballot.state.stage !== "draft") return frozenRoll();
  const { rollGeneration } = ballot.state;
  return {
    writes: [put(ballotKind, id, { ...ballot.state, rollGeneration: rollGeneration + 1 })],
    tasks: [purgeRollTask(id, rollGeneration, asked.atMs)],
    answer: {},
  };
}

function frozenRoll(): Refusal {
  return refuse("roll-frozen", "The roll cannot be changed any more: it belongs to a ballot that was opened, scheduled or ended.");
}
