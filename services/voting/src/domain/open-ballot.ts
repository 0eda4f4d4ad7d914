import { factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { BallotScheduled } from "@teilhabe/contracts/voting/events";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import type { Admission } from "./admission.ts";
import { about, type Ballot, type BallotState, ballotToRun, type Changed, changed } from "./ballot.ts";
import { admissionKind, ballotKind } from "./documents.ts";
import { refuseSenseless } from "./draft-faults.ts";
import { beginOpeningTask, openBoxTask } from "./tasks.ts";

export type OpenState = BallotState & { readonly admission: Loaded<Admission> | undefined; readonly rollSize: number };

/** Now, or at its opening time: until then it is scheduled, and public. */
export function openBallot(state: OpenState, id: string, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  if (ballot.state.stage !== "draft") return refuse("not-a-draft", "This ballot is open, scheduled or over.");
  const { draft } = ballot.state;
  const refused = refuseSenseless(id, draft) ?? notReady(state, asked);
  if (refused !== undefined) return refused;

  const opensAtMs = Date.parse(draft.opensAt);
  if (opensAtMs > asked.atMs) return schedule(state, ballot, opensAtMs);
  return {
    writes: [put(ballotKind, id, opening(ballot.state, asked.at))],
    tasks: [openBoxTask(id, ballot.version + 1, asked.atMs)],
    answer: changed(ballot, id, "opening"),
  };
}

/** The ballot from the moment its opening was decided. */
export function opening({ draft, rollGeneration }: Ballot, opensAt: string): Ballot {
  return { stage: "opening", draft, rollGeneration, opensAt };
}

function notReady({ ballot, rollSize }: OpenState, { atMs }: Asked): Refusal | undefined {
  if (ballot === undefined) return undefined;
  const { closesAt, eligibility } = ballot.state.draft;
  if (Date.parse(closesAt) <= atMs) return refuse("closing-time-passed", "The closing time is over. Edit the draft first.");
  if (eligibility.roll !== "none" && rollSize === 0) return refuse("roll-empty", "Nobody is on the roll yet. Import it first.");
  return undefined;
}

function schedule({ admission }: OpenState, { id, version, state }: Loaded<Ballot>, opensAtMs: number): Outcome<Changed> {
  const { draft, rollGeneration } = state;
  const { opensAt, closesAt, secrecy } = draft;
  if (admission?.state.stage !== "drafted") throw new Error(`the keys of ballot ${id} are gone`);
  return {
    writes: [
      put<Ballot>(ballotKind, id, { stage: "scheduled", draft, rollGeneration }),
      put<Admission>(admissionKind, id, { ...admission.state, stage: "announced" }),
    ],
    facts: [factOf(BallotScheduled, { ...about(id, state), opensAt, closesAt, secrecy })],
    tasks: [beginOpeningTask(id, opensAtMs)],
    answer: changed({ id, version }, id, "scheduled"),
  };
}
