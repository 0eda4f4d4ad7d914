import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import { fromBase64Url, fromHex, MalformedError, toBase64Url } from "../bytes.ts";
import { issuerVerifier } from "../issuer.ts";
import { issuedMessage } from "../issuer-key.ts";
import { SIGNATURE_BYTES } from "../sizes.ts";
import { voteMessage } from "../vote.ts";
import type { BallotUnderCheck } from "./ballot-under-check.ts";
import type { OpenedVote } from "./documents.ts";
import { NotVerified, notVerified, type Reason } from "./problem.ts";

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
/** Signatures that are checked at the same time. */
const IN_FLIGHT = 256;

/** Checks the signatures of secret votes, several at a time; what is wrong first in the file is told first. */
export interface SignatureChecks {
  add(vote: OpenedVote, where: string): Promise<void>;
  finish(): Promise<void>;
}

export function signatureChecks({ definition, manifest }: BallotUnderCheck): SignatureChecks {
  const issuer = definition.issuer === undefined ? undefined : issuerVerifier(definition.issuer);
  let waiting: Promise<NotVerified | undefined>[] = [];

  async function finish(): Promise<void> {
    const problems = await Promise.all(waiting);
    waiting = [];
    const first = problems.find((problem) => problem !== undefined);
    if (first !== undefined) throw first;
  }

  return {
    async add(vote, where) {
      if (issuer === undefined) return;
      waiting.push(problemOf(vote, { where, issuer, definitionHash: manifest.definitionHash, ballotId: definition.ballotId }));
      if (waiting.length === IN_FLIGHT) await finish();
    },
    finish,
  };
}

type Context = { readonly where: string; readonly issuer: KeyObject; readonly definitionHash: string; readonly ballotId: string };

async function problemOf(vote: OpenedVote, { where, issuer, definitionHash, ballotId }: Context): Promise<NotVerified | undefined> {
  const { key, seq, choice, nonce, credential = "", signature = "" } = vote;
  const issued = await holds("sha384", issuedMessage(definitionHash, key), { key: issuer, ...PSS }, () => fromBase64Url(credential));
  if (!issued) return problem("credential-invalid", where, "This credential was not issued for this ballot and this key.");
  const voter = () => createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: toBase64Url(fromHex(key)) }, format: "jwk" });
  const signed = await holds(null, voteMessage({ ballotId, key, seq, choice, nonce }), { key: voter() }, () => fromHex(signature, SIGNATURE_BYTES));

  return signed ? undefined : problem("vote-signature-wrong", where, "This vote is not signed by the voter's own key.");
}

function holds(algorithm: string | null, message: Uint8Array, key: { key: KeyObject }, signatureOf: () => Uint8Array): Promise<boolean> {
  const signature = orUndefined(signatureOf);
  if (signature === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify(algorithm, message, key, signature, (error, ok) => resolve(error === null && ok));
  });
}

function orUndefined(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function problem(reason: Reason, where: string, what: string): NotVerified {
  return new NotVerified(reason, where, what);
}

/** Has the vote what its kind of ballot demands, and nothing else? @throws NotVerified */
export function checkEvidence(vote: OpenedVote, secret: boolean, where: string): void {
  const { credential, signature, day } = vote;
  if (secret && day !== undefined) notVerified("file-malformed", where, "A secret vote has no day.");
  if (!secret && day === undefined) notVerified("file-malformed", where, "An online vote of this ballot has a day.");
  if (!secret && (credential ?? signature) !== undefined)
    notVerified("file-malformed", where, "A vote of this ballot has no credential or signature.");
}
