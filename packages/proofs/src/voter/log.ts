import { type Bytes, fromHex, MalformedError, sameBytes, toHex, utf8 } from "../bytes.ts";
import { type Checkpoint, parseCheckpoint } from "../checkpoint.ts";
import { completeNodes, inclusionSiblings, type NodeId, type Range } from "../merkle/ranges.ts";
import { TILE_WIDTH, type TileId, tileOf, tilePath } from "../merkle/tile-path.ts";
import { KEY_ID_BYTES, keyIdInput, parseNote, parseVerifierKey } from "../note.ts";
import { type Receipt, receiptMessage } from "../receipt.ts";
import { HASH_BYTES, SIGNATURE_BYTES } from "../sizes.ts";
import { definitionLeafBytes } from "../vote.ts";
import { leafHash, nodeHash } from "./leaf.ts";
import { isSignedBy, sha256 } from "./webcrypto.ts";

/** Fetches a public file of a ballot's log by its path, such as `tile/0/000.p/7`. Ask for tiles only, never for one's own leaf: that would tell whose it is. */
export type FetchLogFile = (path: string) => Promise<Bytes>;

/** What a voter is shown does not hold. The message says what, and may be shown. */
export class NotProvenError extends Error {
  override readonly name = "NotProvenError";
}

/**
 * A checkpoint whose signature by the log's key holds.
 * @param logKey the definition's `logKey`
 * @throws NotProvenError, MalformedError
 */
export async function checkedCheckpoint(note: Bytes, logKey: string): Promise<Checkpoint> {
  const key = parseVerifierKey(logKey);
  const keyId = toHex((await sha256(keyIdInput(key.keyName, key.publicKey))).slice(0, KEY_ID_BYTES));
  if (keyId !== key.keyId) throw new MalformedError("a log key whose id does not fit");
  const { text, signatures } = parseNote(note);
  const ours = signatures.filter((signature) => signature.keyName === key.keyName && signature.keyId === key.keyId);
  const genuine = await Promise.all(ours.map(({ signature }) => isSignedBy(key.publicKey, utf8(text), signature)));
  if (genuine.length === 0 || genuine.includes(false)) throw new NotProvenError("The checkpoint is not signed by the key of this ballot's log.");
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== key.keyName) throw new NotProvenError("The checkpoint is of another log.");

  return checkpoint;
}

/** Is the receipt signed by the box of this ballot? @throws MalformedError */
export function isReceiptGenuine(receipt: Receipt, logKey: string): Promise<boolean> {
  return isSignedBy(parseVerifierKey(logKey).publicKey, receiptMessage(receipt), fromHex(receipt.signature, SIGNATURE_BYTES));
}

/**
 * Checks that the log of the checkpoint begins with this definition: so its keys, the issuer's above all, are those that everybody sees, and nobody was given
 * a key of his own. Do this before asking for a credential.
 * @param definition the bytes of the definition as served
 * @returns its SHA-256 in lower-case hex
 * @throws NotProvenError
 */
export async function checkDefinition(ballotId: string, definition: Bytes, checkpoint: Checkpoint, fetchFile: FetchLogFile): Promise<string> {
  const definitionHash = toHex(await sha256(definition));
  await checkInclusion({ leafHash: await leafHash(definitionLeafBytes(ballotId, definitionHash)), index: 0 }, checkpoint, fetchFile);
  return definitionHash;
}

/**
 * Checks from tiles alone that a leaf is the log's entry `index`.
 * @throws NotProvenError when it is not there
 */
export async function checkInclusion(leaf: { leafHash: Bytes; index: number }, checkpoint: Checkpoint, fetchFile: FetchLogFile): Promise<void> {
  const tiles = new Map<string, Promise<Bytes>>();
  const read = (tile: TileId) => {
    const path = tilePath(tile);
    const known = tiles.get(path) ?? fetchFile(path);
    tiles.set(path, known);
    return known;
  };
  let hash = leaf.leafHash;
  for (const sibling of inclusionSiblings(leaf.index, checkpoint.size)) {
    const other = await rangeHash(sibling, checkpoint.size, read);
    hash = sibling.side === "left" ? await nodeHash(other, hash) : await nodeHash(hash, other);
  }
  if (!sameBytes(hash, checkpoint.root)) throw new NotProvenError(`The log does not hold this leaf at index ${leaf.index}.`);
}

/**
 * Where in the log is this leaf? Reads the lowest tiles from `from` on; give the size of the last checkpoint before the vote to read few.
 * @returns undefined when it is in none of them
 */
export async function findLeaf(leafHash: Bytes, checkpoint: Checkpoint, fetchFile: FetchLogFile, from = 0): Promise<number | undefined> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < checkpoint.size; index++) {
    const { tile } = tileOf({ level: 0, index: index * TILE_WIDTH }, checkpoint.size);
    const bytes = await fetchFile(tilePath(tile));
    for (let at = 0; at < tile.width; at++)
      if (sameBytes(bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES), leafHash)) return index * TILE_WIDTH + at;
  }
  return undefined;
}

async function rangeHash(range: Range, size: number, read: (tile: TileId) => Promise<Bytes>): Promise<Bytes> {
  const hashes = await Promise.all(completeNodes(range).map((node) => nodeAt(node, size, read)));
  let root = hashes.pop() ?? new Uint8Array(0);
  for (const left of hashes.reverse()) root = await nodeHash(left, root);
  return root;
}

async function nodeAt(node: NodeId, size: number, read: (tile: TileId) => Promise<Bytes>): Promise<Bytes> {
  const { tile, first, count } = tileOf(node, size);
  const bytes = await read(tile);
  if (bytes.length !== tile.width * HASH_BYTES)
    throw new NotProvenError(`The tile ${tilePath(tile)} has ${bytes.length} bytes, not ${tile.width * HASH_BYTES}.`);
  let row = Array.from({ length: count }, (_, i) => bytes.slice((first + i) * HASH_BYTES, (first + i + 1) * HASH_BYTES));
  while (row.length > 1)
    row = await Promise.all(Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i] as Bytes, row[2 * i + 1] as Bytes)));
  return row[0] as Bytes;
}
