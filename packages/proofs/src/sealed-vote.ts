import { verify } from "node:crypto";
import { fromHex, toHex } from "./bytes.ts";
import { canonicalBytes, type Json } from "./canonical-json.ts";
import { ed25519PublicKey } from "./ed25519.ts";
import { sha256Hex } from "./hash.ts";
import { leafHash } from "./merkle/hash.ts";
import { KEY_BYTES, SIGNATURE_BYTES } from "./sizes.ts";
import { commitmentInput, type Vote, type VoteLeaf, voteLeafBytes, voteMessage } from "./vote.ts";

/** SHA-256 of a frozen definition's canonical form, in lower-case hex: the ballot's fingerprint. */
export function definitionHashOf(definition: Json): string {
  return sha256Hex(canonicalBytes(definition));
}

/** The commitment to a choice, in lower-case hex. @throws MalformedError on a malformed nonce */
export function commitmentOf(choice: Json, nonce: string): string {
  return sha256Hex(commitmentInput(choice, nonce));
}

/** The leaf of a vote; `day` is given for open and confidential votes only. */
export function leafOf(vote: Vote, day?: string): VoteLeaf {
  const { ballotId, key, seq, choice, nonce } = vote;
  return { ballotId, key, seq, commitment: commitmentOf(choice, nonce), ...(day === undefined ? {} : { day }) };
}

/** The leaf's hash in the log, in lower-case hex, as receipts state it. */
export function leafHashOf(leaf: VoteLeaf): string {
  return toHex(leafHash(voteLeafBytes(leaf)));
}

/**
 * Is this vote signed by the key that it names?
 * @param signature 128 lower-case hex digits
 * @throws MalformedError when key or signature are not spelt as they must be
 */
export function isSignedByVoter(vote: Vote, signature: string): boolean {
  return verify(null, voteMessage(vote), ed25519PublicKey(fromHex(vote.key, KEY_BYTES)), fromHex(signature, SIGNATURE_BYTES));
}
