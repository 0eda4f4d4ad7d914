import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Outcome, put, remove } from "@teilhabe/platform/rule";
import { type BallotState, ballotToRun } from "./ballot.ts";
import { admissionKind, authorityKind, ballotKind } from "./documents.ts";
import { purgeRollTask } from "./tasks.ts";

export function discardBallot(state: BallotState, id: string, asked: Asked): Refusal | Outcome<Record<string, never>> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  if (ballot.state.stage !== "draft") return refuse("not-a-draft", "Only a draft can be thrown away. Abort the ballot instead.");

  return {
    // Its keys go with it, and with them whatever the roll says of anybody.
    writes: [remove(ballotKind, id), remove(authorityKind, id), put(admissionKind, id, { stage: "forgotten" })],
    tasks: [purgeRollTask(id, ballot.state.rollGeneration, asked.atMs)],
    answer: {},
  };
}
