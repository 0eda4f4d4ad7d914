import { factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { OpeningWithdrawn } from "@teilhabe/contracts/voting/events";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import type { Admission } from "./admission.ts";
import { about, type Ballot, type BallotState, ballotToRun, type Changed, changed } from "./ballot.ts";
import { admissionKind, ballotKind } from "./documents.ts";

export type WithdrawState = BallotState & { readonly admission: Loaded<Admission> | undefined };

export function withdrawOpening(state: WithdrawState, id: string, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToRun(state, asked);
  if (isRefusal(ballot)) return ballot;
  const admission = state.admission?.state;
  if (ballot.state.stage !== "scheduled" || admission?.stage !== "announced")
    return refuse("not-scheduled", "Only a scheduled ballot can become a draft again.");

  const { draft, rollGeneration } = ballot.state;
  return {
    writes: [
      put<Ballot>(ballotKind, id, { stage: "draft", draft, rollGeneration }),
      put<Admission>(admissionKind, id, { ...admission, stage: "drafted" }),
    ],
    facts: [factOf(OpeningWithdrawn, about(id, ballot.state))],
    answer: changed(ballot, id, "draft"),
  };
}
