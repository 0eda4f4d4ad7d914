import type { NodeId } from "./ranges.ts";

/*
 * Tiles of height 8 (c2sp.org/tlog-tiles): a tile of level L holds up to 256 hashes, those of the nodes of level 8·L of the tree, as 32 bytes each.
 * Names only, without hashing: servers and browsers share it.
 */

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

/** `width` is 256 for a full tile, 1 to 255 for one at the right edge of the tree. */
export type TileId = { readonly level: number; readonly index: number; readonly width: number };

/** `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits: `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, index, width }: TileId): string {
  const digits = String(index);
  const groups = digits.padStart(3 * Math.ceil(digits.length / 3), "0").match(/.{3}/g) ?? [];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${name}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The tile of such a path, or undefined when it is not spelt as {@link tilePath} spells it. */
export function parseTilePath(path: string): TileId | undefined {
  const [, level = "", name = "", width] = /^tile\/(\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  const tile = { level: Number(level), index: Number(name.replace(/[x/]/g, "")), width: width === undefined ? TILE_WIDTH : Number(width) };
  const fits = level !== "" && tile.width >= 1 && tile.width <= TILE_WIDTH && tilePath(tile) === path;
  return fits ? tile : undefined;
}

/** The tile that holds a node's descendants in a tree of `size` entries, and where in it: `count` hashes from number `first`. */
export function tileOf({ level, index }: NodeId, size: number): { tile: TileId; first: number; count: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const firstHash = index * count;
  const tileIndex = Math.floor(firstHash / TILE_WIDTH);
  return { tile: { level: tileLevel, index: tileIndex, width: widthOf(tileLevel, tileIndex, size) }, first: firstHash % TILE_WIDTH, count };
}

/** All tiles of a tree, level by level, full ones first. A tree of `size` entries has about size/255 of them. */
export function* tilesOf(size: number): Generator<TileId> {
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH))
    for (let index = 0; index * TILE_WIDTH < hashes; index++) yield { level, index, width: widthOf(level, index, size) };
}

function widthOf(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH);
}
