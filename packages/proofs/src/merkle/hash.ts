import { hash } from "node:crypto";
import { concat } from "../bytes.ts";
import { sha256 } from "../hash.ts";
import { HASH_BYTES } from "../sizes.ts";

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = 1;

// Hashing is the inner loop of every verifier: one buffer for all nodes saves an allocation for each. Synchronous, so nobody else sees it half filled.
const pair = new Uint8Array(1 + 2 * HASH_BYTES);
pair[0] = NODE_PREFIX;

/** Hash of an entry: SHA-256(0x00 ‖ data) (RFC 6962, section 2.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(concat(LEAF_PREFIX, data));
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, section 2.1). Both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return hash("sha256", pair, "buffer");
}

/** Root of the tree without entries: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}
