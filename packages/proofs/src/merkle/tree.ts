import { sameBytes } from "../bytes.ts";
import { HASH_BYTES } from "../sizes.ts";
import { emptyRoot, nodeHash } from "./hash.ts";
import { checkSize, completeNodes, consistencyRanges, inclusionSiblings, type NodeId, type Range, split } from "./ranges.ts";

/** Gives the hash of a complete subtree of the tree in question. */
export type NodeReader = (node: NodeId) => Uint8Array;
export type Proof = readonly Uint8Array[];

/** The root over the first `size` entries. */
export function rootOf(size: number, read: NodeReader): Uint8Array {
  checkSize(size);
  return size === 0 ? emptyRoot() : rangeHash({ from: 0, to: size }, read);
}

/** Proves that entry `index` is in the tree of `size` entries (RFC 9162, section 2.1.3). @throws NoSuchEntryError */
export function inclusionProof(index: number, size: number, read: NodeReader): Proof {
  return inclusionSiblings(index, size).map((sibling) => rangeHash(sibling, read));
}

/** Proves that the tree of `size` entries begins with the one of `before` entries (RFC 9162, section 2.1.4). @throws NoSuchEntryError */
export function consistencyProof(before: number, size: number, read: NodeReader): Proof {
  return consistencyRanges(before, size).map((range) => rangeHash(range, read));
}

/** @throws NoSuchEntryError when there can be no such entry; a proof that does not hold is `false` */
export function isIncluded(claim: { leafHash: Uint8Array; index: number; size: number; root: Uint8Array }, proof: Proof): boolean {
  const siblings = inclusionSiblings(claim.index, claim.size);
  if (!isWellFormed(proof, siblings.length)) return false;
  const root = siblings.reduce((hash, { side }, i) => {
    const sibling = proof[i] ?? emptyRoot();
    return side === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }, claim.leafHash);

  return sameBytes(root, claim.root);
}

export type Head = { readonly size: number; readonly root: Uint8Array };

/** Does the newer tree begin with the older one? @throws NoSuchEntryError unless 0 < older.size ≤ newer.size */
export function isConsistent(older: Head, newer: Head, proof: Proof): boolean {
  if (!isWellFormed(proof, consistencyRanges(older.size, newer.size).length)) return false;
  const left = [...proof];
  const { before, after } = replay({ from: 0, to: newer.size }, older, left);

  return left.length === 0 && sameBytes(before, older.root) && sameBytes(after, newer.root);
}

/** Works out both roots from the proof's hashes, which are taken from its front. */
function replay(range: Range, older: Head, left: Uint8Array[]): { before: Uint8Array; after: Uint8Array } {
  if (range.to === older.size) {
    const known = range.from === 0 ? older.root : (left.shift() ?? emptyRoot());
    return { before: known, after: known };
  }
  const middle = range.from + split(range.to - range.from);
  if (older.size <= middle) {
    const { before, after } = replay({ from: range.from, to: middle }, older, left);
    return { before, after: nodeHash(after, left.shift() ?? emptyRoot()) };
  }
  const { before, after } = replay({ from: middle, to: range.to }, older, left);
  const shared = left.shift() ?? emptyRoot();
  return { before: nodeHash(shared, before), after: nodeHash(shared, after) };
}

function rangeHash(range: Range, read: NodeReader): Uint8Array {
  return completeNodes(range)
    .map(read)
    .reduceRight((right, left) => nodeHash(left, right));
}

function isWellFormed(proof: Proof, length: number): boolean {
  return proof.length === length && proof.every((hash) => hash.length === HASH_BYTES);
}
