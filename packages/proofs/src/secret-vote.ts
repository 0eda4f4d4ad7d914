import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import { fromBase64Url, fromHex, MalformedError, toBase64Url } from "./bytes.ts";
import { issuedMessage } from "./issuer-key.ts";
import { KEY_BYTES, SIGNATURE_BYTES } from "./sizes.ts";
import { type Vote, voteMessage } from "./vote.ts";

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };

export type SecretVoteProblem = "credential-invalid" | "vote-signature-wrong";

export type SecretVote = {
  readonly vote: Vote;
  /** base64url of the issuer's signature on the voter's key. */
  readonly credential: string;
  /** Of the voter's key on the vote, 128 lower-case hex digits. */
  readonly signature: string;
};

/**
 * Was the credential issued for this ballot and this key, and did this key sign the vote? Both signatures are checked on threads of Node's pool.
 * @param issuer from `issuerVerifier`
 * @returns the first thing wrong; what is not spelt as it must be is wrong, too
 */
export async function secretVoteProblem(
  { vote, credential, signature }: SecretVote,
  issuer: KeyObject,
  definitionHash: string,
): Promise<SecretVoteProblem | undefined> {
  const issued = holds("sha384", () => ({
    message: issuedMessage(definitionHash, vote.key),
    key: { key: issuer, ...PSS },
    signature: fromBase64Url(credential),
  }));
  const signed = holds(null, () => ({
    message: voteMessage(vote),
    key: { key: voterKey(vote.key) },
    signature: fromHex(signature, SIGNATURE_BYTES),
  }));
  if (!(await issued)) return "credential-invalid";
  return (await signed) ? undefined : "vote-signature-wrong";
}

function voterKey(key: string): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: toBase64Url(fromHex(key, KEY_BYTES)) }, format: "jwk" });
}

type Claim = { readonly message: Uint8Array; readonly key: Parameters<typeof verify>[2]; readonly signature: Uint8Array };

function holds(algorithm: string | null, claimOf: () => Claim): Promise<boolean> {
  const claim = orUndefined(claimOf);
  if (claim === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify(algorithm, claim.message, claim.key, claim.signature, (error, ok) => resolve(error === null && ok));
  });
}

function orUndefined<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError || isKeyError(error)) return undefined;
    throw error;
  }
}

/** 32 bytes that OpenSSL takes for no key. */
function isKeyError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("ERR_OSSL") || code === "ERR_CRYPTO_INVALID_JWK";
}
