import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import type { Authority, BallotKeys } from "./admission.ts";
import { type Ballot, type Changed, changed, mayRun } from "./ballot.ts";
import { admissionKind, authorityKind, ballotKind } from "./documents.ts";
import { refuseSenseless } from "./draft-faults.ts";

/** Fresh secrets, for this ballot only. */
export type NewSecrets = { readonly keys: BallotKeys; readonly authority: Authority };

/** @param id of the new ballot */
export function draftBallot({ keys, authority }: NewSecrets, id: string, draft: Draft, asked: Asked): Refusal | Outcome<Changed> {
  if (!mayRun(asked, id, draft.consultation)) return refuse("grant-needed", "Your grant is for the ballots of another consultation.");
  const senseless = refuseSenseless(id, draft);
  if (senseless !== undefined) return senseless;

  const ballot: Ballot = { stage: "draft", draft, rollGeneration: 1 };
  return {
    writes: [put(ballotKind, id, ballot), put(admissionKind, id, { stage: "drafted", ...keys }), put(authorityKind, id, authority)],
    answer: changed(undefined, id, "draft"),
  };
}
