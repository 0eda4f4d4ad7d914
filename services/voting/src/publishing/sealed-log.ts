import { readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Ask } from "@teilhabe/platform/module";
import { fromBase64, sameBytes, utf8 } from "@teilhabe/proofs/bytes";
import { type Checkpoint, parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { type TileId, tilePath, tilesOf } from "@teilhabe/proofs/merkle/tile-path";
import { openNote, openVerifier } from "@teilhabe/proofs/note-keys";

/** 32 bytes are held for each entry while a ballot is counted or published. */
const ENTRIES_MAX = 20_000_000;
const HASH_BYTES = 32;
const TILE_TIMEOUT_MS = 15_000;

/** The log of a sealed box, whole: its leaf hashes give the root of the last signed checkpoint. */
export type SealedLog = {
  readonly checkpoint: Checkpoint;
  leafHashes(): Generator<Uint8Array>;
  /** Takes note that this entry was given. @throws Error when it is not the entry at this place, or was given before */
  given(index: number, leafHash: Uint8Array): void;
  /** @throws Error when an entry of the log was not given */
  allGiven(): void;
};

/**
 * Reads the tiles of a sealed box.
 * @param note the last checkpoint, as the box answered when it was sealed
 * @throws Error when it is not signed by the box, or the tiles give another root
 */
export async function sealedLog(ask: Ask, ballot: string, { logKey, note }: { logKey: string; note: string }): Promise<SealedLog> {
  const opened = openNote(utf8(note), openVerifier(logKey));
  if (!opened.signed) throw new Error(`the last checkpoint of ballot ${ballot} is not signed by its box: ${opened.reason}`);
  const checkpoint = parseCheckpoint(opened.text);
  const { size, root } = checkpoint;
  if (size > ENTRIES_MAX) throw new Error(`the log of ballot ${ballot} has ${size} entries; at most ${ENTRIES_MAX} can be published`);
  const hashes = new Uint8Array(size * HASH_BYTES);
  const tree = growingTree();
  for (const tile of tilesOf(size)) if (tile.level === 0) hashes.set(await tileOf(ask, ballot, tile), tile.index * 256 * HASH_BYTES);
  const at = (index: number) => hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  for (let index = 0; index < size; index++) tree.append(at(index));
  if (!sameBytes(tree.root(), root)) throw new Error(`the tiles of ballot ${ballot} do not give the root of its last checkpoint`);

  const seen = new Uint8Array(size);
  return {
    checkpoint,
    *leafHashes() {
      for (let index = 0; index < size; index++) yield at(index);
    },
    given(index, leafHash) {
      if (index >= size || seen[index] === 1 || !sameBytes(at(index), leafHash))
        throw new Error(`the box of ballot ${ballot} gave something else than entry ${index} of its log`);
      seen[index] = 1;
    },
    allGiven() {
      const missing = seen.indexOf(0);
      if (missing >= 0) throw new Error(`the box of ballot ${ballot} did not give entry ${missing} of its log`);
    },
  };
}

async function tileOf(ask: Ask, ballot: string, tile: TileId): Promise<Uint8Array> {
  const path = tilePath(tile).replace(/^tile\//, "");
  const answer = await ask(readTile, { ballot, tile: path }, { timeoutMs: TILE_TIMEOUT_MS });
  if (isRefusal(answer)) throw new Error(`the box of ballot ${ballot} does not give tile ${path}: ${answer.refused}`);
  return fromBase64(answer.base64, tile.width * HASH_BYTES);
}
