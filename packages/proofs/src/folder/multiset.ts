import { createHmac, randomBytes } from "node:crypto";

/** Entries of one bucket; a difference is then looked for in the bucket alone. */
const BUCKET_ENTRIES = 8_192;
const TAG_HEX_DIGITS = 32;

/**
 * Compares two lists of (index, leaf hash) that come in different orders, without keeping either: sums of tags under a key that is drawn anew for each
 * verification. Whoever made the folder does not know the key, so that other lists give other sums but for chance (2^-128).
 */
export interface Comparison {
  /** An entry of the log. */
  logged(index: number, leafHash: Uint8Array): void;
  /** An entry worked out anew from what was published about it. */
  published(index: number, leafHash: Uint8Array): void;
  /** The first range of indices where the lists differ, or undefined. */
  firstDifference(): { readonly from: number; readonly to: number } | undefined;
}

export function comparison(): Comparison {
  const key = randomBytes(32);
  const differences: bigint[] = [];

  function add(index: number, leafHash: Uint8Array, sign: bigint): void {
    const bucket = Math.floor(index / BUCKET_ENTRIES);
    const tag = createHmac("sha256", key).update(`${index}:`).update(leafHash).digest("hex").slice(0, TAG_HEX_DIGITS);
    differences[bucket] = (differences[bucket] ?? 0n) + sign * BigInt(`0x${tag}`);
  }

  return {
    logged: (index, leafHash) => add(index, leafHash, 1n),
    published: (index, leafHash) => add(index, leafHash, -1n),
    firstDifference() {
      // Not findIndex alone: buckets without any entry are holes, which count as equal.
      const bucket = differences.findIndex((difference) => (difference ?? 0n) !== 0n);
      return bucket < 0 ? undefined : { from: bucket * BUCKET_ENTRIES, to: (bucket + 1) * BUCKET_ENTRIES };
    },
  };
}
