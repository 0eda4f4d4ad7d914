import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { type BallotState, ballotToRun, type Changed, changed } from "./ballot.ts";
import { ballotKind } from "./documents.ts";
import { countTask } from "./tasks.ts";

/** Once, between sealing and counting. The count waits until the list of issued credentials is signed. */
export function setLotSeed(state: BallotState, { ballot: id, seed }: { ballot: string; seed: string }, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  const { stage, draft } = ballot.state;
  if (stage !== "counting" || draft.ties.lot !== "seed" || ballot.state.seed !== undefined)
    return refuse("no-seed-awaited", "This ballot does not wait for a seed: it is not sealed yet, has one, or draws no lots from a seed.");

  return {
    writes: [put(ballotKind, id, { ...ballot.state, seed })],
    tasks: [countTask(id, asked.atMs)],
    answer: changed(ballot, id, "counting"),
  };
}
