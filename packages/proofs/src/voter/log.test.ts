import { describe, expect, test } from "@jest/globals";
import { type Bytes, fromHex, toHex, utf8 } from "../bytes.ts";
import { canonicalBytes } from "../canonical-json.ts";
import { formatCheckpoint } from "../checkpoint.ts";
import { growingTree } from "../merkle/compact-range.ts";
import { leafHash } from "../merkle/hash.ts";
import { tilePath } from "../merkle/tile-path.ts";
import { type Tile, tileWriter } from "../merkle/tiles.ts";
import { newNoteKeys, openSigner, signNote } from "../note-keys.ts";
import { definitionHashOf, leafHashOf } from "../sealed-vote.ts";
import { signReceipt } from "../signed-receipt.ts";
import { definitionLeafBytes } from "../vote.ts";
import { leafHashOf as leafHashInBrowser } from "./leaf.ts";
import { checkDefinition, checkedCheckpoint, checkInclusion, findLeaf, isReceiptGenuine, NotProvenError } from "./log.ts";

const ORIGIN = "city.example/ballots/b1";
const keys = newNoteKeys(ORIGIN);
const signer = openSigner(keys.signerKey);
const DEFINITION = { ballot: "b1", issuerKey: { n: "…", e: "AQAB" } };

function logOf(count: number) {
  const [tree, writer] = [growingTree(), tileWriter()];
  const first = definitionLeafBytes("b1", definitionHashOf(DEFINITION));
  const leaves = Array.from({ length: count }, (_, i) => Uint8Array.from(leafHash(i === 0 ? first : utf8(`entry ${i}`))));
  const tiles = new Map<string, Tile>();
  for (const leaf of leaves) {
    tree.append(leaf);
    for (const tile of writer.append(leaf)) tiles.set(tilePath(tile), tile);
  }
  for (const tile of writer.partialTiles()) tiles.set(tilePath(tile), tile);
  const note = signNote(formatCheckpoint({ origin: ORIGIN, size: count, root: Uint8Array.from(tree.root()), voters: count }), signer);
  const fetched: string[] = [];
  const fetchFile = async (path: string): Promise<Bytes> => {
    fetched.push(path);
    return Uint8Array.from(tiles.get(path)?.bytes ?? []);
  };
  return { leaves, note, fetchFile, fetched };
}

describe("a voter's look at the log, with WebCrypto alone", () => {
  const log = logOf(700);

  test("finds the own leaf from public tiles and proves that the signed checkpoint covers it", async () => {
    const checkpoint = await checkedCheckpoint(log.note, keys.verifierKey);
    for (const index of [0, 255, 256, 511, 512, 640, 699]) {
      expect(await findLeaf(log.leaves[index]!, checkpoint, log.fetchFile)).toBe(index);
      await checkInclusion({ leafHash: log.leaves[index]!, index }, checkpoint, log.fetchFile);
    }
    expect(await findLeaf(new Uint8Array(32), checkpoint, log.fetchFile)).toBeUndefined();
    expect(log.fetched.every((path) => path.startsWith("tile/"))).toBe(true);
  });

  test("shows that the definition, and so the issuer's key, is the one that everybody sees", async () => {
    const checkpoint = await checkedCheckpoint(log.note, keys.verifierKey);
    expect(await checkDefinition("b1", canonicalBytes(DEFINITION), checkpoint, log.fetchFile)).toBe(definitionHashOf(DEFINITION));
    const tagged = canonicalBytes({ ...DEFINITION, issuerKey: { n: "a key for one voter alone", e: "AQAB" } });
    await expect(checkDefinition("b1", tagged, checkpoint, log.fetchFile)).rejects.toThrow(NotProvenError);
  });

  test("is not satisfied with another leaf, index, or tile", async () => {
    const checkpoint = await checkedCheckpoint(log.note, keys.verifierKey);
    await expect(checkInclusion({ leafHash: log.leaves[1]!, index: 0 }, checkpoint, log.fetchFile)).rejects.toThrow(NotProvenError);
    const damaged = async (path: string) => (await log.fetchFile(path)).map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    await expect(checkInclusion({ leafHash: log.leaves[0]!, index: 0 }, checkpoint, damaged)).rejects.toThrow(NotProvenError);
    await expect(checkInclusion({ leafHash: log.leaves[0]!, index: 0 }, checkpoint, async () => new Uint8Array(3))).rejects.toThrow("has 3 bytes");
  });

  test("does not believe a checkpoint signed by anybody else, or for another log", async () => {
    const stranger = newNoteKeys(ORIGIN);
    await expect(checkedCheckpoint(log.note, stranger.verifierKey)).rejects.toThrow(NotProvenError);
    const other = signNote(formatCheckpoint({ origin: "city.example/ballots/b2", size: 0, root: new Uint8Array(32), voters: 0 }), signer);
    await expect(checkedCheckpoint(other, keys.verifierKey)).rejects.toThrow("of another log");
    await expect(checkedCheckpoint(log.note, keys.verifierKey.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))).rejects.toThrow("does not fit");
  });

  test("checks receipts and computes leaves as the server does", async () => {
    const leaf = { ballotId: "b1", key: "k", seq: 1, commitment: "00".repeat(32) };
    expect(await leafHashInBrowser(leaf)).toBe(leafHashOf(leaf));
    const receipt = signReceipt(
      { ballotId: "b1", definitionHash: "00".repeat(32), leafHash: toHex(fromHex("11".repeat(32))), includeBy: "2026-11-24T19:00:00Z" },
      signer,
    );
    expect(await isReceiptGenuine(receipt, keys.verifierKey)).toBe(true);
    expect(await isReceiptGenuine({ ...receipt, leafHash: "22".repeat(32) }, keys.verifierKey)).toBe(false);
  });
});
