import { factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { BallotAmended } from "@teilhabe/contracts/voting/events";
import { AMENDMENTS_MAX, type Amendment } from "@teilhabe/contracts/voting/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import { about, type BallotState, ballotToRun, type Frozen, type OpenBallot } from "./ballot.ts";

/** The open ballot that the asker may amend. */
export function ballotToAmend(state: BallotState, asked: Asked): Refusal | Loaded<OpenBallot> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  if (ballot.state.stage !== "open") return refuse("not-open", "This ballot is not open.");
  if (ballot.state.frozen.amendments.length >= AMENDMENTS_MAX)
    return refuse("too-many-amendments", `A ballot can be amended ${AMENDMENTS_MAX} times at most.`);
  return { ...ballot, state: ballot.state };
}

/** What is frozen, with one more public amendment. */
export function amended(frozen: Frozen, amendment: Amendment, more: Partial<Frozen> = {}): Frozen {
  return { ...frozen, ...more, amendments: [...frozen.amendments, amendment] };
}

export function amendedFact({ id, state }: Loaded<OpenBallot>, { kind, closesAt, option }: Amendment) {
  return factOf(BallotAmended, { ...about(id, state), kind, ...(closesAt !== undefined && { closesAt }), ...(option !== undefined && { option }) });
}
