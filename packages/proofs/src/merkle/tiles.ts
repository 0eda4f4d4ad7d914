import { concat } from "../bytes.ts";
import { HASH_BYTES } from "../sizes.ts";
import { nodeHash } from "./hash.ts";
import { NoSuchEntryError } from "./ranges.ts";
import { TILE_WIDTH, type TileId, tileOf } from "./tile-path.ts";
import type { NodeReader } from "./tree.ts";

export type Tile = TileId & { readonly bytes: Uint8Array };

/** The right edge of a tree's tiles: for each level the hashes of its last, not yet full tile. This is what must be kept to write the next tiles. */
export type TileEdge = { readonly size: number; readonly partial: readonly Uint8Array[] };

export const EMPTY_EDGE: TileEdge = { size: 0, partial: [] };

/** Writes the tiles of a growing tree. */
export interface TileWriter {
  /** @returns the tiles that this entry filled, lowest level first; usually none */
  append(leafHash: Uint8Array): Tile[];
  /** The tiles at the right edge that are not full, as they are now. */
  partialTiles(): Tile[];
  edge(): TileEdge;
}

type Level = { hashes: Uint8Array[]; full: number };

/** @param start where to go on; `partialTiles()` of the tree before, or nothing */
export function tileWriter(start: TileEdge = EMPTY_EDGE): TileWriter {
  const levels: Level[] = start.partial.map((bytes, level) => ({
    hashes: hashesOf(bytes),
    full: Math.floor(start.size / TILE_WIDTH ** (level + 1)),
  }));
  let size = start.size;

  function add(hash: Uint8Array, at: number): Tile[] {
    const level = levels[at] ?? { hashes: [], full: 0 };
    levels[at] = level;
    level.hashes.push(hash);
    if (level.hashes.length < TILE_WIDTH) return [];
    const tile = { level: at, index: level.full, width: TILE_WIDTH, bytes: concat(...level.hashes) };
    const root = subtreeRoot(level.hashes);
    level.full += 1;
    level.hashes = [];
    return [tile, ...add(root, at + 1)];
  }

  return {
    append(leafHash) {
      size += 1;
      return add(leafHash, 0);
    },
    partialTiles: () =>
      levels.flatMap(({ hashes, full }, level) =>
        hashes.length === 0 ? [] : [{ level, index: full, width: hashes.length, bytes: concat(...hashes) }],
      ),
    edge: () => ({ size, partial: levels.map(({ hashes }) => concat(...hashes)) }),
  };
}

/**
 * Reads nodes of a tree of `size` entries from its tiles alone.
 * @param readTile gives a tile's bytes (32 for each hash)
 * @throws NoSuchEntryError from the reader when a tile has not the length that its width demands
 */
export function nodesFromTiles(size: number, readTile: (tile: TileId) => Uint8Array): NodeReader {
  return (node) => {
    const { tile, first, count } = tileOf(node, size);
    const bytes = readTile(tile);
    if (bytes.length !== tile.width * HASH_BYTES) throw new NoSuchEntryError(`A tile of ${tile.width} hashes has ${bytes.length} bytes.`);
    return subtreeRoot(hashesOf(bytes.subarray(first * HASH_BYTES, (first + count) * HASH_BYTES)));
  };
}

/** The root over a power of two of hashes. */
function subtreeRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = [...hashes];
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i] as Uint8Array, row[2 * i + 1] as Uint8Array));
  return row[0] as Uint8Array;
}

function hashesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}
