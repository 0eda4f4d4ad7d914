import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import type { BallotKeys } from "./admission.ts";
import { type Ballot, type Changed, changed, mayRun } from "./ballot.ts";
import { admissionKind, ballotKind } from "./documents.ts";
import { refuseSenseless } from "./draft-faults.ts";

/** @param keys fresh ones, for this ballot only */
export function draftBallot(keys: BallotKeys, draft: Draft, asked: Asked): Refusal | Outcome<Changed> {
  const id = asked.newId();
  if (!mayRun(asked, id, draft.consultation)) return refuse("grant-needed", "Your grant is for the ballots of another consultation.");
  const senseless = refuseSenseless(id, draft);
  if (senseless !== undefined) return senseless;

  const ballot: Ballot = { stage: "draft", draft, rollGeneration: 1 };
  return {
    writes: [put(ballotKind, id, ballot), put(admissionKind, id, { stage: "drafted", ...keys })],
    answer: changed(undefined, id, "draft"),
  };
}
