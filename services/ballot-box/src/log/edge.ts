import { TILE_WIDTH, type TileId } from "@teilhabe/proofs/merkle/tile-path";
import type { TileEdge } from "@teilhabe/proofs/merkle/tiles";

const NOTHING = new Uint8Array(0);

/** The tiles at the right edge of a log of so many entries, the lowest first; `width` 0: that level ends with a full tile. */
export function edgeTiles(size: number): readonly TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH))
    tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH });
  return tiles;
}

/** @param read gives a tile's hashes @throws Error when a tile is missing or too short: the log is damaged */
export function edgeFrom(size: number, read: (tile: TileId) => Uint8Array | undefined): TileEdge {
  const partial = edgeTiles(size).map((tile) => {
    if (tile.width === 0) return NOTHING;
    const hashes = read(tile);
    if (hashes?.length !== tile.width * 32)
      throw new Error(`the log of ${size} entries has no tile ${tile.level}/${tile.index} of ${tile.width} hashes`);
    return hashes;
  });
  return { size, partial };
}
