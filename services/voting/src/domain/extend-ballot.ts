import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Amendment } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { amended, amendedFact, ballotToAmend } from "./amendments.ts";
import { type BallotState, type Changed, changed } from "./ballot.ts";
import { ballotKind } from "./documents.ts";
import { isSensibleTime } from "./draft-faults.ts";
import { amendBoxTask, beginClosingTask } from "./tasks.ts";

export type Extension = { readonly ballot: string; readonly closesAt: string; readonly reason: string };

export function extendBallot(state: BallotState, { ballot: id, closesAt, reason }: Extension, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToAmend(state, asked);
  if (isRefusal(ballot)) return ballot;
  const closesAtMs = Date.parse(closesAt);
  const { frozen, draft } = ballot.state;
  if (!isSensibleTime(closesAt)) return refuse("invalid-input", "The closing time must be before the year 2200.");
  if (closesAtMs <= frozen.closesAtMs) return refuse("not-later", "A ballot can only be extended. To end it, close it.");

  const amendment: Amendment = { kind: "extended", at: asked.at, reason, closesAt };
  const after = amended(frozen, amendment, { closesAtMs });
  return {
    writes: [put(ballotKind, id, { ...ballot.state, frozen: after })],
    facts: [amendedFact(ballot, amendment)],
    tasks: [amendBoxTask(id, after.amendments.length, asked.atMs), beginClosingTask(id, closesAtMs, draft.graceSeconds * 1_000)],
    answer: changed(ballot, id, "open"),
  };
}
