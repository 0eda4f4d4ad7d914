import { textOf } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import type { OpenedVote } from "@teilhabe/proofs/folder/documents";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { signNote } from "@teilhabe/proofs/note-keys";
import { leafOf } from "@teilhabe/proofs/sealed-vote";
import { checkpointAt, idOf, type MadeUpBallot } from "../made-up-ballot.ts";
import type { Random } from "../random.ts";
import { known } from "./known.ts";

export function onlineVotes(ballot: MadeUpBallot): OpenedVote[] {
  return ballot.openings.filter(({ key, seq }) => !key.startsWith("paper.") && seq === 1);
}

export function leafHashOfVote(ballot: MadeUpBallot, vote: OpenedVote): string {
  return sha256Hex(Buffer.concat([Uint8Array.of(0), canonicalBytes(leafAs(ballot, vote))]));
}

export function leafAs(ballot: Pick<MadeUpBallot, "result">, { key, seq, choice, nonce, day }: OpenedVote): { [key: string]: Json } {
  return { ...leafOf({ ballotId: idOf(ballot), key, seq, choice, nonce }, day), kind: "vote" };
}

/** @param inLog also in the log, as if it had been cast like this */
export function replace(ballot: MadeUpBallot, random: Random, change: (vote: OpenedVote) => OpenedVote, inLog = false): void {
  const online = onlineVotes(ballot);
  const victim = known(online[random.below(online.length)]);
  const changed = change(victim);
  if (inLog) changeEverywhere(ballot, victim, changed);
  else ballot.openings[ballot.openings.indexOf(victim)] = changed;
}

export function changeEverywhere(ballot: MadeUpBallot, victim: OpenedVote, changed: OpenedVote): void {
  ballot.openings[ballot.openings.indexOf(victim)] = changed;
  ballot.leaves[victim.index] = leafAs(ballot, changed);
}

export function dropFromLog(ballot: MadeUpBallot, victim: OpenedVote): void {
  ballot.leaves.splice(victim.index, 1);
  ballot.openings = ballot.openings
    .filter((vote) => vote !== victim)
    .map((vote) => (vote.index > victim.index ? { ...vote, index: vote.index - 1 } : vote));
  ballot.checkpointSizes = ballot.checkpointSizes.filter((size) => size < ballot.leaves.length);
}

export function swapInLog(ballot: MadeUpBallot, a: number, b: number): void {
  [ballot.leaves[a], ballot.leaves[b]] = [known(ballot.leaves[b]), known(ballot.leaves[a])];
  ballot.openings = ballot.openings.map((vote) => (vote.index === a ? { ...vote, index: b } : vote.index === b ? { ...vote, index: a } : vote));
}

/** Signs the end of the log anew without counting, for votes that cannot be counted. */
export function settleRaw(ballot: MadeUpBallot): void {
  const root = known(textOf(checkpointAt(ballot, ballot.leaves.length)).split("\n")[2]);
  ballot.result = { ...ballot.result, checkpoint: { size: ballot.leaves.length, root } };
}

export function rewriteCheckpoint(ballot: MadeUpBallot, number: number, change: (text: string) => string): void {
  const size = known(ballot.checkpointSizes[number]);
  const [text = ""] = textOf(checkpointAt(ballot, size)).split("\n\n");
  ballot.falseCheckpoints.set(size, signNote(`${change(`${text}\n`)}`, ballot.keys.log));
}

export function amend(ballot: MadeUpBallot, change: { readonly [part: string]: Json }): void {
  ballot.result = { ...ballot.result, outcome: { ...ballot.result.outcome, ...change } };
}

export function otherChoice(choice: Json): Json {
  return JSON.stringify(choice) === '{"options":["wifi"]}' ? { options: ["bench"] } : { options: ["wifi"] };
}

export function differ(a: Json, b: Json): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
