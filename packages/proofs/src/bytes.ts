/** Bytes and their spellings as text. Runs in browsers too; decoders are strict: one value has exactly one spelling. */

/** Bytes over memory that is not shared, which is what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Text or bytes that are not spelt as the format demands. `reason` is a sentence that names no content. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

const HEX_DIGITS = "0123456789abcdef";
const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/**
 * Text of UTF-8 bytes; a byte order mark is kept as a character.
 * @throws MalformedError on any byte sequence that is not UTF-8
 */
export function textOf(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    throw new MalformedError("not valid UTF-8");
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Compares public values; for secrets use `timingSafeEqual` of `node:crypto`. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX_PAIRS[byte];
  return hex;
}

/**
 * Bytes of lower-case hex.
 * @param length in bytes, when it is known
 * @throws MalformedError on upper case, an odd number of digits, anything else, or another length
 */
export function fromHex(hex: string, length?: number): Bytes {
  if (hex.length % 2 !== 0) throw new MalformedError("not lower-case hex");
  const bytes = new Uint8Array(hex.length / 2);
  let all = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = ((HEX_VALUES[hex.charCodeAt(2 * i)] ?? -1) << 4) | (HEX_VALUES[hex.charCodeAt(2 * i + 1)] ?? -1);
    all |= byte; // negative once a digit is none
    bytes[i] = byte;
  }
  if (all < 0) throw new MalformedError("not lower-case hex");
  return ofLength(bytes, length);
}

/** Base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  return `${encode64(bytes, STANDARD)}${"=".repeat((3 - (bytes.length % 3)) % 3)}`;
}

/**
 * Bytes of padded base64.
 * @throws MalformedError on missing padding, white space, the other alphabet, or bits left over that are not zero
 */
export function fromBase64(text: string, length?: number): Bytes {
  const digits = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : undefined;
  const bytes = digits === undefined ? undefined : decode64(digits, STANDARD_VALUES);
  if (bytes === undefined || (digits?.length ?? 0) + ((3 - (bytes.length % 3)) % 3) !== text.length) throw new MalformedError("not canonical base64");
  return ofLength(bytes, length);
}

/** Base64url without padding (RFC 4648, section 5; as in JOSE). */
export function toBase64Url(bytes: Uint8Array): string {
  return encode64(bytes, URL_SAFE);
}

/**
 * Bytes of unpadded base64url.
 * @throws MalformedError on padding, white space, the other alphabet, or bits left over that are not zero
 */
export function fromBase64Url(text: string, length?: number): Bytes {
  const bytes = decode64(text, URL_SAFE_VALUES);
  if (bytes === undefined) throw new MalformedError("not canonical base64url");
  return ofLength(bytes, length);
}

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => `${HEX_DIGITS[byte >> 4]}${HEX_DIGITS[byte & 15]}`);
const HEX_VALUES = valuesOf(HEX_DIGITS);
const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

function ofLength(bytes: Bytes, length: number | undefined): Bytes {
  if (length !== undefined && bytes.length !== length) throw new MalformedError(`${bytes.length} bytes long, not ${length}`);
  return bytes;
}

function encode64(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet[(held >> (bits - 6)) & 63];
  }
  return bits === 0 ? text : text + alphabet[(held << (6 - bits)) & 63];
}

function decode64(text: string, values: Int8Array): Bytes | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1;
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}
