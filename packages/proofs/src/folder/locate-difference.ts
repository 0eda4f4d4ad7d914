import { sameBytes } from "../bytes.ts";
import { canonicalBytes } from "../canonical-json.ts";
import { leafHash } from "../merkle/hash.ts";
import { TILE_WIDTH, tileOf, tilePath } from "../merkle/tile-path.ts";
import { leafOf } from "../sealed-vote.ts";
import { HASH_BYTES } from "../sizes.ts";
import { voteLeafBytes } from "../vote.ts";
import { allLines, type BallotUnderCheck, wholeOf } from "./ballot-under-check.ts";
import { openingPaths } from "./check-openings.ts";
import { readOpening, readRecord } from "./documents.ts";
import type { Comparison } from "./multiset.ts";
import { notVerified } from "./problem.ts";

/** Is each entry of the log published exactly once, as a record or an opened vote? @throws NotVerified naming the first that is not */
export async function checkEveryEntryOnce(ballot: BallotUnderCheck, size: number, compared: Comparison): Promise<void> {
  const range = compared.firstDifference();
  if (range === undefined) return;
  const open = await leavesIn(ballot, { from: range.from, to: Math.min(range.to, size) });
  for await (const { index, hash, where } of published(ballot)) {
    if (index < range.from || index >= range.to) continue;
    const logged = open.get(index);
    if (logged === undefined) notVerified("opening-not-in-log", where, `The log's entry ${index} is published twice.`);
    if (!sameBytes(logged, hash))
      notVerified("opening-does-not-fit", where, `This is not what the log holds as entry ${index}: it was changed after it was logged.`);
    open.delete(index);
  }
  const [missing] = open.keys();
  notVerified("opening-missing", "openings", `Nothing is published for the log's entry ${missing}: it was left out.`);
}

async function* published(ballot: BallotUnderCheck): AsyncGenerator<{ index: number; hash: Uint8Array; where: string }> {
  const { ballotId } = ballot.definition;
  for await (const { json, where } of allLines(ballot, ["log/records.jsonl"])) {
    const { index, leaf } = readRecord(json, ballotId);
    yield { index, hash: leafHash(canonicalBytes(leaf)), where };
  }
  for await (const { json, where } of allLines(ballot, openingPaths(ballot))) {
    const { index, key, seq, choice, nonce, day } = readOpening(json);
    yield { index, hash: leafHash(voteLeafBytes(leafOf({ ballotId, key, seq, choice, nonce }, day))), where };
  }
}

async function leavesIn(ballot: BallotUnderCheck, { from, to }: { from: number; to: number }): Promise<Map<number, Uint8Array>> {
  const leaves = new Map<number, Uint8Array>();
  for (let first = from; first < to; first += TILE_WIDTH) {
    const { tile } = tileOf({ level: 0, index: first }, to);
    const bytes = await wholeOf(ballot.folder, `log/${tilePath(tile)}`);
    for (let at = 0; at < tile.width; at++) leaves.set(first + at, bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
  }
  return leaves;
}
