import { type Bytes, concat, fromHex, utf8 } from "./bytes.ts";
import { canonicalBytes, type Json } from "./canonical-json.ts";
import { NONCE_BYTES } from "./sizes.ts";

export const SEQ_MAX = 1_000_000;
const COMMITMENT_PREFIX = utf8("teilhabe/commitment/v1\n");

/**
 * A filled-in ballot paper as the voter sends it.
 * `key`: open: the person's id; confidential: the voter key (64 lower-case hex digits); secret: the voter's own Ed25519 public key (64 hex digits);
 * paper: `paper.<batch>.<number>`. `seq` counts from 1; a higher one replaces a lower one. `nonce`: {@link NONCE_BYTES} in lower-case hex.
 */
export type Vote = {
  readonly ballotId: string;
  readonly key: string;
  readonly seq: number;
  readonly choice: Json;
  readonly nonce: string;
};

/** A vote whose choice is written as canonical JSON (RFC 8785), as it is kept. */
export type WrittenVote = Omit<Vote, "choice"> & { readonly choice: string };

/** What the public log holds of a vote: everything but the choice, which the commitment hides until closing. */
export type VoteLeaf = {
  readonly ballotId: string;
  readonly key: string;
  readonly seq: number;
  /** 64 lower-case hex digits. */
  readonly commitment: string;
  /** UTC day of acceptance, as `2026-11-23`; only with a MAC credential (open, confidential), never in a secret ballot. */
  readonly day?: string;
};

/** What the voter's Ed25519 key signs in a secret ballot. Runs in browsers too. */
export function voteMessage(vote: Vote): Bytes {
  const { ballotId, choice, key, nonce, seq } = vote;
  return concat(utf8("teilhabe/vote/v1\n"), canonicalBytes({ ballotId, choice, key, nonce, seq }));
}

/**
 * The bytes whose SHA-256 is the commitment to a choice: hiding, because the nonce is random and kept until closing; binding, because SHA-256 is
 * collision-resistant.
 * @param choice canonical JSON
 * @throws MalformedError on a nonce that is not {@link NONCE_BYTES} in lower-case hex
 */
export function commitmentInput(choice: string, nonce: string): Bytes {
  return concat(COMMITMENT_PREFIX, fromHex(nonce, NONCE_BYTES), utf8(choice));
}

/** The log's entry for a vote; its leaf hash is SHA-256 of a zero byte and these bytes (RFC 6962). */
export function voteLeafBytes(leaf: VoteLeaf): Bytes {
  return utf8(voteLeafText(leaf));
}

/** The same as text, in canonical form. */
export function voteLeafText({ ballotId, commitment, day, key, seq }: VoteLeaf): string {
  // Every accepted vote comes by here, so the names are written in the order of RFC 8785 instead of being sorted.
  return JSON.stringify({ ballotId, commitment, day, key, kind: "vote", seq });
}

/** The log's very first entry (index 0): the frozen definition's SHA-256 in lower-case hex. */
export function definitionLeafBytes(ballotId: string, definitionHash: string): Bytes {
  return canonicalBytes({ ballotId, definitionHash, kind: "definition" });
}
