import { textOf, utf8 } from "../bytes.ts";
import { canonicalText, type Json } from "../canonical-json.ts";
import { tilePath } from "../merkle/tile-path.ts";
import { tileWriter } from "../merkle/tiles.ts";
import { openingsPath } from "./check-files.ts";
import { OPENINGS_PER_FILE, type OpenedVote } from "./documents.ts";
import type { FileBytes } from "./published-folder.ts";

/** Given whole or as a stream; read once. */
export type Listed<Item> = Iterable<Item> | AsyncIterable<Item>;

/** What the ballot box publishes. */
export type BoxContents = {
  /** Leaf hashes (32 bytes) of the whole log, in its order. */
  readonly leafHashes: Listed<Uint8Array>;
  /** Entries that are not votes, in the order of the log. */
  readonly records: Listed<{ readonly index: number; readonly leaf: Json }>;
  /** Signed notes of all checkpoints, the smallest first; the last covers the whole log. */
  readonly checkpoints: Listed<Uint8Array>;
  /** All votes, also those that were replaced, sorted by key (UTF-16 code units) and seq; none for an aborted ballot. */
  readonly openings: Listed<OpenedVote>;
};

/** A file to be stored; `bytes` must be read to the end before the next file is asked for. */
export type FileToStore = { readonly path: string; readonly bytes: FileBytes };

/** Lines that are handed on together. */
const CHUNK_CHARACTERS = 65_536;

/** The files of the box: tiles, checkpoints, records, openings. */
export async function* boxFiles(box: BoxContents): AsyncGenerator<FileToStore> {
  yield* tiles(box.leafHashes);
  yield {
    path: "log/checkpoints.jsonl",
    bytes: linesOf(box.checkpoints, (note) => ({ note: textOf(note) })),
  };
  yield {
    path: "log/records.jsonl",
    bytes: linesOf(box.records, ({ index, leaf }) => ({ index, leaf })),
  };
  yield* openingFiles(box.openings);
}

async function* tiles(leafHashes: Listed<Uint8Array>): AsyncGenerator<FileToStore> {
  const writer = tileWriter();
  for await (const hash of leafHashes) for (const tile of writer.append(hash)) yield { path: `log/${tilePath(tile)}`, bytes: [tile.bytes] };
  for (const tile of writer.partialTiles()) yield { path: `log/${tilePath(tile)}`, bytes: [tile.bytes] };
}

/** `openings/000000.jsonl` and so on. @param openings sorted */
export async function* openingFiles(openings: Listed<OpenedVote>): AsyncGenerator<FileToStore> {
  const votes = toIterator(openings);
  let next = await votes.next();
  for (let number = 0; next.done !== true; number++) {
    yield { path: openingsPath(number), bytes: linesOf(upTo(OPENINGS_PER_FILE), (vote) => ({ ...vote })) };
  }

  async function* upTo(limit: number): AsyncGenerator<OpenedVote> {
    for (let i = 0; i < limit && next.done !== true; i++, next = await votes.next()) yield next.value;
  }
}

async function* toIterator<Item>(items: Listed<Item>): AsyncGenerator<Item, undefined> {
  yield* items;
  return undefined;
}

/** Canonical JSON, one line for each item, in chunks. */
export async function* linesOf<Item>(items: Listed<Item>, written: (item: Item) => Json): AsyncGenerator<Uint8Array> {
  let held = "";
  for await (const item of items) {
    held += `${canonicalText(written(item))}\n`;
    if (held.length < CHUNK_CHARACTERS) continue;
    yield utf8(held);
    held = "";
  }
  if (held !== "") yield utf8(held);
}
