import { hash, verify } from "node:crypto";
import { fromHex } from "./bytes.ts";
import { canonicalBytes, canonicalText, type Json } from "./canonical-json.ts";
import { ed25519PublicKey } from "./ed25519.ts";
import { sha256Hex } from "./hash.ts";
import { KEY_BYTES, SIGNATURE_BYTES } from "./sizes.ts";
import { commitmentInput, type Vote, type VoteLeaf, voteLeafText, voteMessage, type WrittenVote } from "./vote.ts";

/** SHA-256 of a frozen definition's canonical form, in lower-case hex: the ballot's fingerprint. */
export function definitionHashOf(definition: Json): string {
  return sha256Hex(canonicalBytes(definition));
}

/** The commitment to a choice, in lower-case hex. @throws MalformedError on a malformed nonce */
export function commitmentOf(choice: Json, nonce: string): string {
  return sha256Hex(commitmentInput(canonicalText(choice), nonce));
}

/** The leaf of a vote; `day` is given for open and confidential votes only. */
export function leafOf(vote: Vote, day?: string): VoteLeaf {
  return leafOfWritten({ ...vote, choice: canonicalText(vote.choice) }, day);
}

/** The same of a vote as it is kept. */
export function leafOfWritten({ ballotId, key, seq, choice, nonce }: WrittenVote, day?: string): VoteLeaf {
  return { ballotId, key, seq, commitment: sha256Hex(commitmentInput(choice, nonce)), ...(day === undefined ? {} : { day }) };
}

/** The leaf's hash in the log, in lower-case hex, as receipts state it. */
export function leafHashOf(leaf: VoteLeaf): string {
  return hash("sha256", `\0${voteLeafText(leaf)}`, "hex");
}

/**
 * Is this vote signed by the key that it names?
 * @param signature 128 lower-case hex digits
 * @throws MalformedError when key or signature are not spelt as they must be
 */
export function isSignedByVoter(vote: Vote, signature: string): boolean {
  return verify(null, voteMessage(vote), ed25519PublicKey(fromHex(vote.key, KEY_BYTES)), fromHex(signature, SIGNATURE_BYTES));
}
