import { type Bytes, MalformedError } from "../bytes.ts";

/*
 * Big integers for the voter's side of a blind signature. BigInt arithmetic takes a time that depends on its values; that is acceptable
 * here, where each value is used once, on the voter's own device, and nobody can ask it to compute again.
 */

/** Big-endian, as OS2IP of RFC 8017. */
export function integerOf(bytes: Uint8Array): bigint {
  let hex = "0x0";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(hex);
}

/** Big-endian with leading zeros, as I2OSP of RFC 8017. @throws MalformedError when it does not fit */
export function bytesOfInteger(value: bigint, length: number): Bytes {
  const hex = value.toString(16).padStart(2 * length, "0");
  if (hex.length > 2 * length) throw new MalformedError(`an integer that does not fit into ${length} bytes`);
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

export function bitLength(value: bigint): number {
  return value.toString(2).length;
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The inverse modulo `modulus` by Euclid's extended algorithm, or undefined where there is none. */
export function inverseModulo(value: bigint, modulus: bigint): bigint | undefined {
  let [remainder, next] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (remainder !== 1n) return undefined;
  return factor < 0n ? factor + modulus : factor;
}
