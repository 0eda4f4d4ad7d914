import { type Bytes, MalformedError, textOf, utf8 } from "./bytes.ts";

/** What JSON can hold; `undefined` members are refused rather than dropped. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deeper nesting is refused, so that hostile input cannot exhaust the stack. */
export const JSON_DEPTH_MAX = 64;

/**
 * The one canonical text of a value (RFC 8785, JSON Canonicalization Scheme).
 * @throws MalformedError on NaN, infinities, lone surrogates, `undefined`, functions, or nesting beyond {@link JSON_DEPTH_MAX}
 */
export function canonicalText(value: unknown): string {
  return written(value, JSON_DEPTH_MAX);
}

/** UTF-8 of {@link canonicalText}; this is what is hashed and signed. */
export function canonicalBytes(value: unknown): Bytes {
  return utf8(canonicalText(value));
}

/**
 * Reads bytes that must be canonical already: whatever is not (white space, key order, repeated keys, `-0`, `1.0`, escapes that
 * need not be, numbers beyond a double's precision) is refused.
 * @throws MalformedError
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const text = textOf(bytes);
  const value = parsed(text);
  if (canonicalText(value) !== text) throw new MalformedError("not canonical JSON (RFC 8785)");
  return value;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new MalformedError("not JSON");
  }
}

function written(value: unknown, depthLeft: number): string {
  if (depthLeft === 0) throw new MalformedError(`JSON nested deeper than ${JSON_DEPTH_MAX}`);
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => written(item, depthLeft - 1)).join(",")}]`;
  if (isPlainObject(value)) return `{${members(value, depthLeft - 1)}}`;

  throw new MalformedError("a value that JSON cannot hold");
}

function members(value: Record<string, unknown>, depthLeft: number): string {
  // The default order of sort() is by UTF-16 code units, which RFC 8785 demands.
  return Object.keys(value)
    .sort()
    .map((key) => `${quoted(key)}:${written(value[key], depthLeft)}`)
    .join(",");
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new MalformedError("a lone surrogate in a string");
  return JSON.stringify(text);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: an object may come from another realm, such as a frame.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
