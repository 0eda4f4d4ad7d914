import type { JsonSchema } from "./json-schema.ts";

/** A change that would break whoever holds the older schema. */
export type Break = {
  /** JSON Pointer into the schema. */
  readonly pointer: string;
  readonly what: string;
};

/** Say nothing about which values are valid. */
const ANNOTATIONS = new Set(["$schema", "$id", "title", "description", "examples", "default", "deprecated", "$comment"]);

/**
 * Compares a released schema with today's. Within a major version an optional property may be added, nothing else: the log is read by
 * old readers and by new ones for ever, so that what is narrowed breaks the one and what is widened the other.
 * @returns every break, empty when compatible
 */
export function breaksBetween(released: unknown, today: unknown, pointer = ""): readonly Break[] {
  if (!isObject(released) || !isObject(today)) return same(released, today) ? [] : [{ pointer, what: `was ${show(released)}, is ${show(today)}` }];
  const keywords = new Set([...Object.keys(released), ...Object.keys(today)].filter((keyword) => !isAnnotation(keyword)));
  return [...keywords].flatMap((keyword) => breaksOfKeyword(keyword, released, today, `${pointer}/${keyword}`));
}

function breaksOfKeyword(keyword: string, released: JsonSchema, today: JsonSchema, pointer: string): readonly Break[] {
  const [before, after] = [released[keyword], today[keyword]];
  if (keyword === "properties" || keyword === "$defs") return breaksOfProperties(asObject(before), asObject(after), pointer);
  if (keyword === "required" || keyword === "enum") return breaksOfSet(keyword, asList(before), asList(after), pointer);
  if (before === undefined) return [{ pointer, what: `${keyword} ${show(after)} was added` }];
  if (after === undefined) return [{ pointer, what: `${keyword} ${show(before)} was dropped` }];
  if (Array.isArray(before) && Array.isArray(after)) return breaksOfList(before, after, pointer);
  return breaksBetween(before, after, pointer);
}

/** A property that is new is fine here: were it required, `required` would say so. */
function breaksOfProperties(released: JsonSchema, today: JsonSchema, pointer: string): readonly Break[] {
  return Object.entries(released).flatMap(([name, before]) => {
    const after = today[name];
    const here = `${pointer}/${name}`;
    return after === undefined ? [{ pointer: here, what: "was removed" }] : breaksBetween(before, after, here);
  });
}

function breaksOfSet(keyword: "required" | "enum", released: readonly unknown[], today: readonly unknown[], pointer: string): readonly Break[] {
  const [lost, gained] = keyword === "required" ? ["is no longer required", "is required now"] : ["was taken out", "is unknown to older readers"];
  return [
    ...released.filter((value) => !today.includes(value)).map((value) => ({ pointer, what: `${show(value)} ${lost}` })),
    ...today.filter((value) => !released.includes(value)).map((value) => ({ pointer, what: `${show(value)} ${gained}` })),
  ];
}

function breaksOfList(released: readonly unknown[], today: readonly unknown[], pointer: string): readonly Break[] {
  if (released.length !== today.length) return [{ pointer, what: `had ${released.length} alternatives, has ${today.length}` }];
  return released.flatMap((before, index) => breaksBetween(before, today[index], `${pointer}/${index}`));
}

function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || keyword.startsWith("x-");
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): JsonSchema {
  return isObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
