import { emptyRoot, nodeHash } from "./hash.ts";
import { checkSize, completeNodes, NoSuchEntryError } from "./ranges.ts";

/**
 * All that is needed to go on with a tree: its size, and the roots of the complete subtrees that make it up, the largest first. About 20 hashes for a
 * million entries; it can be stored beside the log's head.
 */
export type CompactRange = { readonly size: number; readonly peaks: readonly Uint8Array[] };

export const EMPTY_RANGE: CompactRange = { size: 0, peaks: [] };

/** A tree to which entries are appended, of which only the compact range is kept. */
export interface GrowingTree {
  append(leafHash: Uint8Array): void;
  size(): number;
  /** RFC 6962 root over everything appended. */
  root(): Uint8Array;
  range(): CompactRange;
}

/** @throws NoSuchEntryError when the range's size and number of peaks do not fit */
export function growingTree(start: CompactRange = EMPTY_RANGE): GrowingTree {
  checkSize(start.size);
  if (completeNodes({ from: 0, to: start.size }).length !== start.peaks.length)
    throw new NoSuchEntryError("A compact range has one peak for each bit of its size.");
  const peaks = [...start.peaks];
  let size = start.size;

  return {
    append(leafHash) {
      let hash = leafHash;
      for (let left = size; left % 2 === 1; left = (left - 1) / 2) hash = nodeHash(peaks.pop() ?? emptyRoot(), hash);
      peaks.push(hash);
      size += 1;
    },
    size: () => size,
    root: () => (size === 0 ? emptyRoot() : peaks.reduceRight((right, left) => nodeHash(left, right))),
    range: () => ({ size, peaks: [...peaks] }),
  };
}
