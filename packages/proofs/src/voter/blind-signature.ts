import { type Bytes, fromBase64Url, MalformedError } from "../bytes.ts";
import type { IssuerKey } from "../issuer-key.ts";
import { encodePss } from "./emsa-pss.ts";
import { bitLength, bytesOfInteger, integerOf, inverseModulo, powerModulo } from "./modular.ts";

/*
 * The voter's side of RSABSSA-SHA384-PSS-Deterministic (RFC 9474): the message is signed as it is ("PrepareIdentity"), which is sound because
 * it holds a fresh random key. The decision page on the variant says why.
 */

export const PSS_SALT_BYTES = 48;
/** So many more random bytes than the modulus has make the blinding factor uniform to within 2^-128. */
export const BLINDING_EXTRA_BYTES = 16;

/** Random values of one blinding: `salt` has {@link PSS_SALT_BYTES}; `factor` has {@link BLINDING_EXTRA_BYTES} more than the modulus. */
export type Blinding = { readonly salt: Bytes; readonly factor: Bytes };

/** `blinded` goes to the issuer; `inverse` stays with the voter until the answer comes. Both are as long as the modulus. */
export type Blinded = { readonly blinded: Bytes; readonly inverse: Bytes };

/** The issuer's answer was not a signature on the blinded message, under this key. The voter has no credential and should ask again. */
export class BlindSignatureError extends Error {
  override readonly name = "BlindSignatureError";
}

/**
 * Blinds a message (RFC 9474, section 4.2). The same randomness gives the same blinded message, so that a repeated request is the same request.
 * @throws MalformedError on a bad key, or on randomness that has no inverse (which never happens by chance)
 */
export async function blind(issuer: IssuerKey, message: Bytes, { salt, factor }: Blinding): Promise<Blinded> {
  const { length, modulus, exponent } = numbersOf(issuer);
  if (salt.length !== PSS_SALT_BYTES || factor.length !== length + BLINDING_EXTRA_BYTES)
    throw new MalformedError("blinding values of a wrong length");
  const encoded = integerOf(await encodePss(message, bitLength(modulus) - 1, salt));
  const r = (integerOf(factor) % (modulus - 1n)) + 1n;
  const inverse = inverseModulo(r, modulus);
  if (inverse === undefined || inverseModulo(encoded, modulus) === undefined) throw new MalformedError("a blinding factor without an inverse");

  return {
    blinded: bytesOfInteger((encoded * powerModulo(r, exponent, modulus)) % modulus, length),
    inverse: bytesOfInteger(inverse, length),
  };
}

/**
 * Unblinds the issuer's answer and checks the signature (RFC 9474, section 4.4).
 * @throws BlindSignatureError when the answer is not a valid signature
 */
export async function finalize(issuer: IssuerKey, message: Bytes, blindSignature: Bytes, inverse: Bytes): Promise<Bytes> {
  const { length, modulus } = numbersOf(issuer);
  if (blindSignature.length !== length) throw new BlindSignatureError(`The issuer's answer has ${blindSignature.length} bytes, not ${length}.`);
  const signature = bytesOfInteger((integerOf(blindSignature) * integerOf(inverse)) % modulus, length);
  if (!(await isIssuedBy(issuer, message, signature)))
    throw new BlindSignatureError("The issuer's answer is not a signature by the ballot's issuer key.");

  return signature;
}

/** Checks an unblinded signature with WebCrypto; servers use `issuer.ts`. */
export async function isIssuedBy(issuer: IssuerKey, message: Bytes, signature: Bytes): Promise<boolean> {
  const jwk = { kty: "RSA", n: issuer.n, e: issuer.e, ext: true };
  const key = await globalThis.crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"]);
  return globalThis.crypto.subtle.verify({ name: "RSA-PSS", saltLength: PSS_SALT_BYTES }, key, signature, message);
}

/** Length of the issuer's modulus in bytes. */
export function modulusLength(issuer: IssuerKey): number {
  return numbersOf(issuer).length;
}

function numbersOf(issuer: IssuerKey): { length: number; modulus: bigint; exponent: bigint } {
  const bytes = fromBase64Url(issuer.n);
  return { length: bytes.length, modulus: integerOf(bytes), exponent: integerOf(fromBase64Url(issuer.e)) };
}
