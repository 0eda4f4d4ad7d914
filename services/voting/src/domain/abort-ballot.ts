import { factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { BallotAmended } from "@teilhabe/contracts/voting/events";
import { AMENDMENTS_MAX, type Amendment } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import type { Admission } from "./admission.ts";
import { amended } from "./amendments.ts";
import { about, type Ballot, type BallotState, ballotToRun, type Changed, changed } from "./ballot.ts";
import { ended } from "./close-ballot.ts";
import { admissionKind, ballotKind } from "./documents.ts";
import { forgetTask, sealBoxTask } from "./tasks.ts";

export type AbortState = BallotState & { readonly admission: Loaded<Admission> | undefined };

const DAY_MS = 86_400_000;

/** Ends a scheduled or open ballot without a result. */
export function abortBallot(state: AbortState, { ballot: id, reason }: { ballot: string; reason: string }, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  const { stage, draft, rollGeneration } = ballot.state;
  if (stage !== "scheduled" && stage !== "open") return refuse("not-abortable", "Only a scheduled or open ballot can be aborted.");
  const amendment: Amendment = { kind: "aborted", at: asked.at, reason };
  const frozen = stage === "open" ? amended(ballot.state.frozen, amendment) : undefined;
  if ((frozen?.amendments.length ?? 0) > AMENDMENTS_MAX)
    return refuse("too-many-amendments", `A ballot can be amended ${AMENDMENTS_MAX} times at most. Close it, or wait for its closing time.`);

  const aborted: Ballot = {
    stage: "aborted",
    draft,
    rollGeneration,
    amendments: frozen?.amendments ?? [amendment],
    ...(frozen !== undefined && { frozen }),
  };
  return {
    writes: [put(ballotKind, id, aborted), ...withoutIssuing(id, state.admission?.state)],
    facts: [factOf(BallotAmended, { ...about(id, ballot.state), kind: "aborted" })],
    tasks: [...(frozen === undefined ? [] : [sealBoxTask(id, asked.atMs)]), forgetTask(id, asked.atMs + draft.objectionDays * DAY_MS)],
    answer: changed(ballot, id, "aborted"),
  };
}

function withoutIssuing(id: string, admission: Admission | undefined) {
  if (admission?.stage === "announced") return [put<Admission>(admissionKind, id, { ...admission, stage: "drafted" })];
  return ended(id, admission);
}
