import { MalformedError, toHex } from "../bytes.ts";
import type { Json } from "../canonical-json.ts";
import { HASH_BYTES } from "../sizes.ts";

/*
 * Reading published JSON strictly: a member too many is refused as well as one too few, because a reader that passes over what it does not know could be
 * shown another document than the next reader.
 */

export type JsonObject = { readonly [key: string]: Json };

/**
 * An object with exactly these members.
 * @param optional members that may be absent
 * @throws MalformedError
 */
export function objectWith(value: Json | undefined, required: readonly string[], optional: readonly string[] = []): JsonObject {
  const object = anyObject(value);
  const missing = required.find((key) => !Object.hasOwn(object, key));
  if (missing !== undefined) throw new MalformedError(`“${missing}” is missing`);
  const unknown = Object.keys(object).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) throw new MalformedError(`“${unknown}” does not belong here`);

  return object;
}

export function anyObject(value: Json | undefined): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedError("not an object");
  return value as JsonObject;
}

export function listOf(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new MalformedError("not a list");
  return value as readonly Json[];
}

export function textIn(object: JsonObject, key: string, pattern?: RegExp): string {
  const value = object[key];
  if (typeof value !== "string" || (pattern !== undefined && !pattern.test(value))) throw new MalformedError(`“${key}” is not what it must be`);
  return value;
}

/** An integer from `min` (0 unless given) to 2^53−1. */
export function countIn(object: JsonObject, key: string, min = 0): number {
  const value = object[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min) throw new MalformedError(`“${key}” is not an integer from ${min}`);
  return value;
}

/** 32 bytes in lower-case hex. */
export function hashIn(object: JsonObject, key: string): string {
  return textIn(object, key, HASH);
}

export function optional<Value>(object: JsonObject, key: string, read: (object: JsonObject, key: string) => Value): Value | undefined {
  return object[key] === undefined ? undefined : read(object, key);
}

const HASH = new RegExp(`^[0-9a-f]{${2 * HASH_BYTES}}$`);

/** For messages: the beginning of a long hash. */
export function short(hash: Uint8Array): string {
  return `${toHex(hash.subarray(0, 6))}…`;
}
