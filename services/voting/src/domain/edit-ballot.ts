import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { type BallotState, ballotToRun, type Changed, changed, mayRun } from "./ballot.ts";
import { ballotKind } from "./documents.ts";
import { refuseSenseless } from "./draft-faults.ts";

export type EditState = BallotState & { /** How many are on the roll. */ readonly rollSize: number };

export function editBallot(state: EditState, id: string, draft: Draft, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  if (ballot.state.stage !== "draft") return refuse("not-a-draft", "Only a draft can be edited. Withdraw its opening first, if it is scheduled.");
  if (!mayRun(asked, id, draft.consultation)) return refuse("grant-needed", "Your grant is for the ballots of another consultation.");
  if (state.rollSize > 0 && draft.eligibility.roll !== ballot.state.draft.eligibility.roll)
    return refuse("roll-in-use", "The roll was imported by another identification. Clear it first.");
  const senseless = refuseSenseless(id, draft);
  if (senseless !== undefined) return senseless;

  return { writes: [put(ballotKind, id, { ...ballot.state, draft })], answer: changed(ballot, id, "draft") };
}
