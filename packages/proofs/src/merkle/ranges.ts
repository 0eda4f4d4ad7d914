/*
 * Which parts of a Merkle tree (RFC 6962) a proof needs. Pure arithmetic, without hashing, so that servers and browsers share it.
 * A range [from, to) of entries stands for the subtree over them.
 */

export type Range = { readonly from: number; readonly to: number };
/** A sibling on the way from a leaf to the root, lowest first; `side` is where it stands. */
export type Sibling = Range & { readonly side: "left" | "right" };
/** The root of a complete subtree: over entries `index·2^level` to `(index+1)·2^level − 1`. */
export type NodeId = { readonly level: number; readonly index: number };

/** A log may have at most this many entries. */
export const LOG_SIZE_MAX = 2 ** 40;

/** An index or size that no log has, or that do not fit together. */
export class NoSuchEntryError extends Error {
  override readonly name = "NoSuchEntryError";
}

/** The siblings of an inclusion proof (RFC 9162, section 2.1.3.1). @throws NoSuchEntryError unless 0 ≤ index < size */
export function inclusionSiblings(index: number, size: number): Sibling[] {
  checkSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new NoSuchEntryError(`A log of ${size} entries has no entry ${index}.`);
  const siblings: Sibling[] = [];
  let range: Range = { from: 0, to: size };
  while (range.to - range.from > 1) {
    const middle = range.from + split(range.to - range.from);
    if (index < middle) {
      siblings.push({ from: middle, to: range.to, side: "right" });
      range = { from: range.from, to: middle };
    } else {
      siblings.push({ from: range.from, to: middle, side: "left" });
      range = { from: middle, to: range.to };
    }
  }
  return siblings.reverse();
}

/** The subtrees of a consistency proof (RFC 9162, section 2.1.4.1). @throws NoSuchEntryError unless 0 < before ≤ size */
export function consistencyRanges(before: number, size: number): Range[] {
  checkSize(size);
  checkSize(before);
  if (before < 1 || before > size) throw new NoSuchEntryError(`A log of ${size} entries never had ${before}.`);
  const ranges: Range[] = [];
  let range: Range = { from: 0, to: size };
  while (before < range.to) {
    const middle = range.from + split(range.to - range.from);
    const keepLeft = before <= middle;
    ranges.push(keepLeft ? { from: middle, to: range.to } : { from: range.from, to: middle });
    range = keepLeft ? { from: range.from, to: middle } : { from: middle, to: range.to };
  }
  // The old tree itself is known to whoever checks, and is left out.
  if (range.from > 0) ranges.push(range);
  return ranges.reverse();
}

/** The complete subtrees that make up a range that proofs use, from left to right: each smaller than the one before. */
export function completeNodes({ from, to }: Range): NodeId[] {
  const nodes: NodeId[] = [];
  let at = from;
  while (at < to) {
    const length = largestPower(to - at);
    nodes.push({ level: Math.log2(length), index: at / length });
    at += length;
  }
  return nodes;
}

/** The largest power of two below `length`, which must be above 1. */
export function split(length: number): number {
  return largestPower(length - 1);
}

export function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0 || size > LOG_SIZE_MAX) throw new NoSuchEntryError(`No log has ${size} entries.`);
}

function largestPower(limit: number): number {
  let power = 1;
  while (2 * power <= limit) power *= 2;
  return power;
}
