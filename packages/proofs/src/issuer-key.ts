import { type Bytes, concat, fromBase64Url, fromHex, MalformedError, utf8 } from "./bytes.ts";
import { HASH_BYTES, KEY_BYTES } from "./sizes.ts";

/** The public key that signs a secret ballot's credentials blind: RSA, as in a JWK (base64url, big-endian, no leading zero). One for each ballot, never reused. */
export type IssuerKey = { readonly n: string; readonly e: string };

export const ISSUER_BITS_MIN = 2048;
export const ISSUER_BITS_MAX = 4096;

/** 65537, the only public exponent that we accept. */
const EXPONENT = "AQAB";

/**
 * A public key as it may stand in a definition: 2048 to 4096 bits in whole bytes, odd, exponent 65537.
 * @throws MalformedError
 */
export function checkIssuerKey({ n, e }: IssuerKey): void {
  const modulus = fromBase64Url(n);
  const bits = 8 * modulus.length;
  const topBitSet = (modulus[0] ?? 0) >= 0x80;
  const odd = ((modulus.at(-1) ?? 0) & 1) === 1;
  if (e !== EXPONENT || bits < ISSUER_BITS_MIN || bits > ISSUER_BITS_MAX || !topBitSet || !odd)
    throw new MalformedError(`an issuer key is RSA with ${ISSUER_BITS_MIN} to ${ISSUER_BITS_MAX} bits and exponent 65537`);
}

/**
 * What the issuer signs blind: the ballot's definition and the voter's own key. A signature for one ballot is worth nothing in another.
 * @param definitionHash 64 lower-case hex digits
 * @param voterKey Ed25519 public key, 64 lower-case hex digits
 */
export function issuedMessage(definitionHash: string, voterKey: string): Bytes {
  return concat(utf8("teilhabe/issued-key/v1\n"), fromHex(definitionHash, HASH_BYTES), fromHex(voterKey, KEY_BYTES));
}
