import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sameBytes, toHex, utf8 } from "../bytes.ts";
import { growingTree } from "./compact-range.ts";
import { emptyRoot, leafHash, nodeHash } from "./hash.ts";
import { NoSuchEntryError } from "./ranges.ts";
import { parseTilePath, tilePath, tilesOf } from "./tile-path.ts";
import { nodesFromTiles, type Tile, tileWriter } from "./tiles.ts";
import { consistencyProof, inclusionProof, isConsistent, isIncluded, rootOf } from "./tree.ts";

/** RFC 6962, section 2.1, as it stands there: the slow oracle. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => leafHash(utf8(`entry ${i}`)));

/** A log of `count` entries as its published tiles. */
function tilesUpTo(count: number) {
  const leaves = leavesOf(count);
  const writer = tileWriter();
  const tiles = new Map<string, Tile>();
  for (const leaf of leaves) for (const tile of writer.append(leaf)) tiles.set(tilePath(tile), tile);
  for (const tile of writer.partialTiles()) tiles.set(tilePath(tile), tile);
  return { leaves, tiles, read: nodesFromTiles(count, (tile) => tiles.get(tilePath(tile))?.bytes ?? new Uint8Array(0)) };
}

describe("a Merkle tree", () => {
  test("has the roots of RFC 6962's reference implementation (certificate-transparency, merkletree test data)", () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const tree = growingTree();
    for (const input of inputs) tree.append(leafHash(Uint8Array.from(Buffer.from(input, "hex"))));
    expect(toHex(tree.root())).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    expect(toHex(emptyRoot())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("has the root that the definition gives, at every size", () => {
    const tree = growingTree();
    const leaves = leavesOf(70);
    leaves.forEach((leaf, i) => {
      tree.append(leaf);
      expect(toHex(tree.root())).toBe(toHex(treeHash(leaves.slice(0, i + 1))));
    });
  });

  test("goes on from a stored compact range as if it had never stopped", () => {
    const [whole, first] = [growingTree(), growingTree()];
    const leaves = leavesOf(300);
    for (const leaf of leaves) whole.append(leaf);
    for (const leaf of leaves.slice(0, 137)) first.append(leaf);
    const second = growingTree(first.range());
    for (const leaf of leaves.slice(137)) second.append(leaf);
    expect(second.range()).toEqual(whole.range());
    expect(() => growingTree({ size: 3, peaks: [] })).toThrow(NoSuchEntryError);
  });
});

describe("proofs from tiles alone", () => {
  const { leaves, read } = tilesUpTo(1000);
  const heads = (size: number) => ({ size, root: treeHash(leaves.slice(0, size)) });

  test("show each entry of trees of every size, and no other entry", () => {
    for (const size of [1, 2, 3, 7, 8, 255, 256, 257, 600, 1000]) {
      const { root } = heads(size);
      const tree = tilesUpTo(size).read;
      expect(toHex(rootOf(size, tree))).toBe(toHex(root));
      for (let index = 0; index < size; index += 1 + Math.floor(size / 20)) {
        const proof = inclusionProof(index, size, tree);
        expect(isIncluded({ leafHash: leaves[index]!, index, size, root }, proof)).toBe(true);
        expect(isIncluded({ leafHash: leaves[(index + 1) % 1000]!, index, size, root }, proof)).toBe(false);
        if (size > 1) expect(isIncluded({ leafHash: leaves[index]!, index: (index + 1) % size, size, root }, proof)).toBe(false);
        expect(isIncluded({ leafHash: leaves[index]!, index, size, root }, [...proof, root])).toBe(false);
      }
    }
  });

  test("show that a tree grew out of an older one, and only out of that one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), fc.nat(), (a, b, pick) => {
        const [older, newer] = [heads(Math.min(a, b)), heads(Math.max(a, b))];
        const proof = consistencyProof(older.size, newer.size, read);
        expect(isConsistent(older, newer, proof)).toBe(true);
        expect(isConsistent({ ...older, root: emptyRoot() }, newer, proof)).toBe(false);
        expect(isConsistent(older, { ...newer, root: emptyRoot() }, proof)).toBe(false);
        const damaged = proof.map((hash, i) => (i === pick % proof.length ? emptyRoot() : hash));
        if (proof.length > 0) expect(isConsistent(older, newer, damaged)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [-1, 5],
    [5, 5],
    [0, 0],
    [0.5, 5],
    [Number.NaN, 5],
    [0, 2 ** 41],
  ])("refuse entry %d of %d", (index, size) => {
    expect(() => inclusionProof(index, size, read)).toThrow(NoSuchEntryError);
  });

  test("notice a tile that is cut off", () => {
    const cut = nodesFromTiles(1000, () => new Uint8Array(32));
    expect(() => rootOf(1000, cut)).toThrow(NoSuchEntryError);
  });
});

describe("tiles", () => {
  test("of a tree are written the same whether it grew at once or in parts", () => {
    const { leaves, tiles } = tilesUpTo(66_000);
    const first = tileWriter();
    for (const leaf of leaves.slice(0, 65_700)) first.append(leaf);
    const second = tileWriter(first.edge());
    const written = leaves.slice(65_700).flatMap((leaf) => second.append(leaf));
    for (const tile of [...written, ...second.partialTiles()]) expect(sameBytes(tile.bytes, tiles.get(tilePath(tile))!.bytes)).toBe(true);
    expect([...tilesOf(66_000)].map(tilePath).sort()).toEqual([...tiles.keys()].sort());
  });

  test.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 1_234_067, width: 8 }, "tile/0/x001/x234/067.p/8"],
    [{ level: 2, index: 999, width: 1 }, "tile/2/999.p/1"],
    [{ level: 1, index: 1000, width: 256 }, "tile/1/x001/000"],
  ])("are named as C2SP names them (%j)", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    ["tile/0/0"],
    ["tile/00/000"],
    ["tile/0/x000/001"],
    ["tile/0/000.p/256"],
    ["tile/0/000.p/0"],
    ["tile/0/000.p/08"],
    ["../tile/0/000"],
    ["tile/0/000/"],
  ])("has no name %j", (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});
