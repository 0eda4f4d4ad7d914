import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Amendment } from "@teilhabe/contracts/voting/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { amended, amendedFact, ballotToAmend } from "./amendments.ts";
import { type BallotState, type Changed, changed } from "./ballot.ts";
import { ballotKind } from "./documents.ts";
import { amendBoxTask } from "./tasks.ts";

export type Withdrawal = { readonly ballot: string; readonly option: string; readonly reason: string };

export function withdrawOption(state: BallotState, { ballot: id, option, reason }: Withdrawal, asked: Asked): Refusal | Outcome<Changed> {
  const ballot = ballotToAmend(state, asked);
  if (isRefusal(ballot)) return ballot;
  const { frozen, draft } = ballot.state;
  if (!draft.options.some((one) => one.id === option)) return refuse("option-not-found", "This ballot has no such option.");
  if (frozen.withdrawn.includes(option)) return refuse("option-withdrawn", "This option was withdrawn already.");
  if (frozen.withdrawn.length + 1 >= draft.options.length)
    return refuse("last-option", "The last option cannot be withdrawn. Abort the ballot instead.");

  const amendment: Amendment = { kind: "option-withdrawn", at: asked.at, reason, option };
  const after = amended(frozen, amendment, { withdrawn: [...frozen.withdrawn, option] });
  return {
    writes: [put(ballotKind, id, { ...ballot.state, frozen: after })],
    facts: [amendedFact(ballot, amendment)],
    tasks: [amendBoxTask(id, after.amendments.length, asked.atMs)],
    answer: changed(ballot, id, "open"),
  };
}
