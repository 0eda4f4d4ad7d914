import { type Bytes, concat, MalformedError } from "../bytes.ts";
import { sha384 } from "./webcrypto.ts";

const HASH_LENGTH = 48;

/**
 * EMSA-PSS-ENCODE with SHA-384 and MGF1-SHA-384 (RFC 8017, section 9.1.1).
 * @param bits length of the encoded message in bits: one less than the modulus
 */
export async function encodePss(message: Bytes, bits: number, salt: Bytes): Promise<Bytes> {
  const length = Math.ceil(bits / 8);
  const maskLength = length - HASH_LENGTH - 1;
  if (maskLength < salt.length + 1) throw new MalformedError("an RSA key too short for PSS with SHA-384");
  const hash = await sha384(concat(new Uint8Array(8), await sha384(message), salt));
  const block = concat(new Uint8Array(maskLength - salt.length - 1), Uint8Array.of(1), salt);
  const masked = xor(block, await mask(hash, maskLength));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * length - bits));

  return concat(masked, hash, Uint8Array.of(0xbc));
}

/** MGF1 (RFC 8017, appendix B.2.1). */
async function mask(seed: Bytes, length: number): Promise<Bytes> {
  const parts: Bytes[] = [];
  for (let counter = 0; counter * HASH_LENGTH < length; counter++)
    parts.push(await sha384(concat(seed, Uint8Array.of(counter >> 24, counter >> 16, counter >> 8, counter))));
  return concat(...parts).slice(0, length);
}

function xor(a: Bytes, b: Bytes): Bytes {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}
