import { fromBase64, sameBytes, toHex, utf8 } from "../bytes.ts";
import { type Checkpoint, parseCheckpoint } from "../checkpoint.ts";
import { sha256Hex } from "../hash.ts";
import { type GrowingTree, growingTree } from "../merkle/compact-range.ts";
import { TILE_WIDTH, tilePath, tilesOf } from "../merkle/tile-path.ts";
import { type Tile, tileWriter } from "../merkle/tiles.ts";
import { openNote } from "../note-keys.ts";
import { HASH_BYTES } from "../sizes.ts";
import { allLines, type BallotUnderCheck, wholeOf } from "./ballot-under-check.ts";
import type { ResultFile } from "./documents.ts";
import { reading } from "./lines.ts";
import type { Comparison } from "./multiset.ts";
import { notVerified } from "./problem.ts";
import { objectWith, short, textIn } from "./shape.ts";

/** Two numbers are kept of each checkpoint, so that the voters can be counted later. */
export const CHECKPOINTS_MAX = 2_000_000;

export type Log = {
  readonly size: number;
  /** Sizes and numbers of voters of all checkpoints, ascending. */
  readonly checkpoints: { readonly sizes: readonly number[]; readonly voters: readonly number[] };
  /** Where the wanted leaves were found, by leaf hash in hex. */
  readonly found: ReadonlyMap<string, number>;
};

/**
 * Grows the tree anew from its lowest tiles and compares every checkpoint and every tile on the way. That each older tree is the beginning of the newer one
 * follows from it, without proofs.
 * @param wanted leaf hashes in hex to look for
 * @throws NotVerified
 */
export async function checkLog(ballot: BallotUnderCheck, result: ResultFile, compared: Comparison, wanted: ReadonlySet<string>): Promise<Log> {
  const { size } = result.checkpoint;
  checkTileNames(ballot, size);
  const tree = growingTree();
  const found = new Map<string, number>();
  const leaves = leavesOf(ballot, size);
  const [sizes, voters]: [number[], number[]] = [[], []];
  let last: Checkpoint | undefined;
  for await (const { json, where } of allLines(ballot, ["log/checkpoints.jsonl"])) {
    const note = reading("checkpoint-malformed", where, () => textIn(objectWith(json, ["note"]), "note"));
    const checkpoint = checkpointOf(ballot, note, where);
    checkOrder(last, checkpoint, size, where);
    if (sizes.length === CHECKPOINTS_MAX) notVerified("checkpoint-order-wrong", where, `There are more than ${CHECKPOINTS_MAX} checkpoints.`);
    await growTo(checkpoint.size, tree, leaves, (index, hash) => {
      compared.logged(index, hash);
      const hex = wanted.size > 0 ? toHex(hash) : "";
      if (wanted.has(hex)) found.set(hex, index);
    });
    if (!sameBytes(tree.root(), checkpoint.root))
      notVerified(
        "checkpoint-root-wrong",
        where,
        `The log's first ${checkpoint.size} entries have the root ${short(tree.root())}, but this signed checkpoint says ${short(checkpoint.root)}.`,
      );
    sizes.push(checkpoint.size);
    voters.push(checkpoint.voters);
    last = checkpoint;
  }
  checkEnd(result, last);
  await leaves.next();

  return { size, checkpoints: { sizes, voters }, found };
}

function checkpointOf({ definition }: BallotUnderCheck, note: string, where: string): Checkpoint {
  const opened = openNote(utf8(note), definition.log);
  if (!opened.signed) notVerified("checkpoint-signature-wrong", where, `This checkpoint is not signed by the ballot box (${opened.reason}).`);
  const checkpoint = reading("checkpoint-malformed", where, () => parseCheckpoint(opened.text));
  if (checkpoint.origin !== definition.log.keyName) notVerified("checkpoint-signature-wrong", where, "This checkpoint is of another log.");
  return checkpoint;
}

function checkOrder(before: Checkpoint | undefined, { size, voters }: Checkpoint, end: number, where: string): void {
  const tooEarly = size <= (before?.size ?? 0) || voters < (before?.voters ?? 0) || voters > size;
  if (tooEarly) notVerified("checkpoint-order-wrong", where, "Checkpoints do not grow from one to the next.");
  if (size > end) notVerified("log-not-as-counted", where, `The ballot box signed ${size} entries, but the result is counted from ${end}.`);
}

function checkEnd({ checkpoint }: ResultFile, last: Checkpoint | undefined): void {
  const root = reading("file-malformed", "result.json", () => fromBase64(checkpoint.root, HASH_BYTES));
  if (last === undefined || last.size !== checkpoint.size || !sameBytes(last.root, root))
    notVerified("log-not-as-counted", "result.json", "The result is not counted from the log as the last checkpoint has it.");
}

async function growTo(
  size: number,
  tree: GrowingTree,
  leaves: AsyncIterator<Uint8Array>,
  seen: (index: number, hash: Uint8Array) => void,
): Promise<void> {
  while (tree.size() < size) {
    const { value, done } = await leaves.next();
    if (done === true) return;
    seen(tree.size(), value);
    tree.append(value);
  }
}

/** The leaf hashes from the lowest tiles; all tiles are written anew on the way and compared. */
async function* leavesOf(ballot: BallotUnderCheck, size: number): AsyncGenerator<Uint8Array> {
  const writer = tileWriter();
  const compare = (tile: Tile) => {
    const path = `log/${tilePath(tile)}`;
    if (ballot.files.get(path)?.sha256 !== sha256Hex(tile.bytes))
      notVerified("tile-wrong", path, "This tile does not follow from the tiles below it.");
  };
  for (const tile of tilesOf(size)) {
    if (tile.level > 0) break;
    const path = `log/${tilePath(tile)}`;
    const bytes = await wholeOf(ballot.folder, path);
    if (bytes.length !== tile.width * HASH_BYTES)
      notVerified("tile-wrong", path, `This tile has ${bytes.length} bytes, not ${tile.width * HASH_BYTES}.`);
    for (let at = 0; at < tile.width; at++) {
      const hash = bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      for (const full of writer.append(hash)) compare(full);
      yield hash;
    }
  }
  for (const partial of writer.partialTiles()) compare(partial);
}

function checkTileNames({ manifest }: BallotUnderCheck, size: number): void {
  // Before any list of a length that the folder's maker chose.
  if (size > manifest.files.length * TILE_WIDTH) notVerified("file-missing", "log/tile", `The folder has not the tiles of a log of ${size} entries.`);
  const expected = new Set<string>();
  for (const tile of reading("file-malformed", "result.json", () => [...tilesOf(size)])) expected.add(`log/${tilePath(tile)}`);
  const unexpected = manifest.files.find(({ path }) => path.startsWith("log/tile/") && !expected.delete(path));
  if (unexpected !== undefined) notVerified("file-unexpected", unexpected.path, `A log of ${size} entries has no such tile.`);
  const [missing] = expected;
  if (missing !== undefined) notVerified("file-missing", missing, `A log of ${size} entries has this tile, but the manifest does not list it.`);
}
