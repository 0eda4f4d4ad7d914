import type { Page } from "@teilhabe/contracts/shapes";

/** The items of one page have about so many bytes of JSON at most, so that a message holds them. */
export const PAGE_BYTES_MAX = 400_000;

/** Where a page begins: the values that its list is sorted by, the last one an id. They mean nothing to whoever carries them. */
export type CursorValues = readonly (string | number)[];

/** base64url of JSON. */
export function cursorOf(values: CursorValues): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/**
 * @param kinds of the values that this list's cursors have, such as `["string", "number", "string"]`
 * @returns undefined when it is no cursor of such a list
 */
export function readCursor<const Kinds extends readonly ("string" | "number")[]>(
  cursor: string,
  kinds: Kinds,
): { -readonly [K in keyof Kinds]: Kinds[K] extends "string" ? string : number } | undefined {
  const values = parsed(Buffer.from(cursor, "base64url").toString());
  if (!Array.isArray(values) || values.length !== kinds.length) return undefined;
  return kinds.every((kind, index) => typeof values[index] === kind) ? (values as never) : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * One page of what a query found. The query asks for one more than the page holds, to know whether there is a next one.
 * @param found at most `limit + 1`
 * @param after the cursor behind an item
 * @param bytesMax for items with long texts: the page ends early when more would not fit into a message
 */
export function pageFrom<Item>(found: readonly Item[], limit: number, after: (last: Item) => string, bytesMax?: number): Page<Item> {
  const within = found.slice(0, limit);
  const items = bytesMax === undefined ? within : fitting(within, bytesMax);
  const last = items.at(-1);
  return { items, ...(last !== undefined && items.length < found.length && { next: after(last) }) };
}

/** As many of the first ones as fit, but always one. */
function fitting<Item>(items: Item[], bytesMax: number): Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return index > 0 && bytes > bytesMax;
  });
  return end === -1 ? items : items.slice(0, end);
}
