import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import type { Amendment } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Loaded, type Outcome, put, type Write } from "@teilhabe/platform/rule";
import type { Admission } from "./admission.ts";
import { amended, amendedFact, ballotToAmend } from "./amendments.ts";
import { type Ballot, type BallotState, type Changed, changed, type Frozen, type OpenBallot } from "./ballot.ts";
import { admissionKind, ballotKind } from "./documents.ts";
import { sealBoxTask } from "./tasks.ts";

export type CloseState = BallotState & { readonly admission: Loaded<Admission> | undefined };

/** By staff, before its time: effective at once, and public. */
export function closeBallot(state: CloseState, { ballot: id, reason }: { ballot: string; reason: string }, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToAmend(state, asked);
  if (isRefusal(ballot)) return ballot;
  const amendment: Amendment = { kind: "closed-early", at: asked.at, reason };
  const closing = beginClosing(ballot, state.admission?.state, asked.atMs, amended(ballot.state.frozen, amendment));
  return { ...closing, facts: [amendedFact(ballot, amendment)], answer: changed(ballot, id, "closing") };
}

/** From now on no credential is issued, and the box is to be sealed. */
export function beginClosing(ballot: Loaded<OpenBallot>, admission: Admission | undefined, nowMs: number, frozen: Frozen) {
  const { draft, rollGeneration } = ballot.state;
  const closing: Ballot = { stage: "closing", draft, rollGeneration, frozen };
  return { writes: [put(ballotKind, ballot.id, closing), ...ended(ballot.id, admission)], tasks: [sealBoxTask(ballot.id, nowMs)] };
}

/** The admission once nothing is issued any more. */
export function ended(id: string, admission: Admission | undefined): Write[] {
  if (admission?.stage === "open") return [put<Admission>(admissionKind, id, { ...admission, stage: "over" })];
  return [];
}
