import { type Bytes, fromHex, toBase64Url, toHex, utf8 } from "../bytes.ts";
import type { Json } from "../canonical-json.ts";
import { type IssuerKey, issuedMessage } from "../issuer-key.ts";
import { HASH_BYTES, NONCE_BYTES, SEED_BYTES } from "../sizes.ts";
import { type Vote, type VoteLeaf, voteMessage } from "../vote.ts";
import { BLINDING_EXTRA_BYTES, type Blinded, type Blinding, blind, finalize, modulusLength, PSS_SALT_BYTES } from "./blind-signature.ts";
import { voterKeyOf } from "./keys.ts";
import { commitmentOf } from "./leaf.ts";
import { SECRET_BYTES } from "./recovery-code.ts";
import { derived, randomBytes } from "./webcrypto.ts";

/** The ballot as its frozen definition tells the voter; check the definition against a signed checkpoint before (`voter/log.ts`). */
export type SecretBallot = {
  readonly ballotId: string;
  /** 64 lower-case hex digits. */
  readonly definitionHash: string;
  readonly issuer: IssuerKey;
};

/** A secret vote ready to be sent: to the box's own door, on a new connection, without cookies or tokens. */
export type SignedVote = Vote & {
  /** The unblinded credential: the issuer's signature on the voter's key, base64url without padding. */
  readonly credential: string;
  /** Ed25519 by the voter's key, 128 lower-case hex digits. */
  readonly signature: string;
};

/** Everything a voter needs in one secret ballot, made anew from the same secret on any device. */
export type Wallet = {
  /** The voter's public key, 64 lower-case hex digits. */
  readonly key: string;
  /** What to send to `voting` as the request for a credential: base64url is up to the caller. The same secret gives the same bytes, so that asking again is harmless. */
  readonly blinded: Bytes;
  /** The credential from the issuer's answer. @throws BlindSignatureError when the answer is none */
  readonly credentialOf: (answer: Bytes) => Promise<string>;
  readonly signVote: (content: { readonly seq: number; readonly choice: Json; readonly credential: string }) => Promise<SignedVote>;
  /** The leaf that the log must hold for this vote. */
  readonly leafOf: (content: { readonly seq: number; readonly choice: Json }) => Promise<VoteLeaf>;
};

export function newVoterSecret(): Bytes {
  return randomBytes(SECRET_BYTES);
}

/**
 * Opens the voter's side of a secret ballot.
 * @param secret 16 random bytes of the voter, kept on the device, and as a recovery code on paper. Whoever has it can vote in the voter's place; without it the
 *   vote can be neither cast nor changed, because a second credential is not given.
 * @throws MalformedError on a secret, hash or issuer key of the wrong form
 */
export async function openWallet(secret: Bytes, ballot: SecretBallot): Promise<Wallet> {
  const { ballotId, definitionHash, issuer } = ballot;
  const voter = await voterKeyOf(await derive(secret, ballot, "voter key", SEED_BYTES));
  const key = toHex(voter.publicKey);
  const message = issuedMessage(definitionHash, key);
  const { blinded, inverse }: Blinded = await blind(issuer, message, await blindingOf(secret, ballot));

  async function voteOf(seq: number, choice: Json): Promise<Vote> {
    const nonce = toHex(await derive(secret, ballot, `nonce ${seq}`, NONCE_BYTES));
    return { ballotId, key, seq, choice, nonce };
  }

  return {
    key,
    blinded,
    credentialOf: async (answer) => toBase64Url(await finalize(issuer, message, answer, inverse)),
    signVote: async ({ seq, choice, credential }) => {
      const vote = await voteOf(seq, choice);
      return { ...vote, credential, signature: toHex(await voter.sign(voteMessage(vote))) };
    },
    leafOf: async ({ seq, choice }) => ({ ballotId, key, seq, commitment: await commitmentOf(choice, (await voteOf(seq, choice)).nonce) }),
  };
}

async function blindingOf(secret: Bytes, ballot: SecretBallot): Promise<Blinding> {
  const salt = await derive(secret, ballot, "blinding salt", PSS_SALT_BYTES);
  return { salt, factor: await derive(secret, ballot, "blinding factor", modulusLength(ballot.issuer) + BLINDING_EXTRA_BYTES) };
}

// The definition's hash is part of it: the same secret used in two ballots gives keys that nobody can connect.
function derive(secret: Bytes, { definitionHash }: SecretBallot, purpose: string, length: number): Promise<Bytes> {
  fromHex(definitionHash, HASH_BYTES);
  return derived(secret, utf8(`teilhabe/voter/v1\n${definitionHash}\n${purpose}`), length);
}
