import { createHash } from "node:crypto";
import { textOf, utf8 } from "../bytes.ts";
import { canonicalBytes, canonicalText, type Json } from "../canonical-json.ts";
import { sha256Hex } from "../hash.ts";
import { tilePath } from "../merkle/tile-path.ts";
import { tileWriter } from "../merkle/tiles.ts";
import { type Signer, signNote } from "../note-keys.ts";
import { vouchingText } from "./ballot-under-check.ts";
import { openingsPath } from "./check-files.ts";
import {
  FOLDER_FORMAT,
  type IssuedCredential,
  type ManifestFile,
  OPENINGS_PER_FILE,
  type OpenedVote,
  RESULT_FORMAT,
  type ResultFile,
  ROLL_FORMAT,
  type RollDistrict,
} from "./documents.ts";
import type { FileBytes } from "./published-folder.ts";
import { FOLDER_README } from "./readme.ts";

type Listed<Item> = Iterable<Item> | AsyncIterable<Item>;

/** Everything that is published about a ballot. What grows with the number of votes is given as a stream, and read once. */
export type Publication = {
  readonly ballotId: string;
  /** As frozen; its canonical form is what was hashed at opening. */
  readonly definition: Json;
  /** Leaf hashes (32 bytes) of the whole log, in its order. */
  readonly leafHashes: Listed<Uint8Array>;
  /** Entries that are not votes, in the order of the log. */
  readonly records: Listed<{ readonly index: number; readonly leaf: Json }>;
  /** Signed notes of all checkpoints, the smallest first; the last covers the whole log. */
  readonly checkpoints: Listed<Uint8Array>;
  /** All votes, also those that were replaced, sorted by key (UTF-16 code units) and seq. */
  readonly openings: Listed<OpenedVote>;
  /** Sorted by name. */
  readonly issued: Listed<IssuedCredential>;
  readonly roll: readonly RollDistrict[];
  readonly result: ResultFile;
};

/** A file to be stored; `bytes` must be read to the end before the next file is asked for. */
export type FileToStore = { readonly path: string; readonly bytes: FileBytes };

/** Lines that are handed on together. */
const CHUNK_CHARACTERS = 65_536;

/**
 * Writes the folder of a published ballot, version 1 (docs/ballot-format.md), file by file; the manifest comes last.
 * @param authority signs manifest, roll, issued list and result: the definition's `authorityKey`
 * @throws Error when a file was not read to its end, for then the manifest would be wrong
 */
export async function* writeBallotFolder(publication: Publication, authority: Signer): AsyncGenerator<FileToStore> {
  const listed: ManifestFile[] = [];
  const { ballotId } = publication;

  async function* stored(path: string, bytes: FileBytes): AsyncGenerator<FileToStore> {
    const watched = watchedBytes(bytes);
    yield { path, bytes: watched.bytes };
    listed.push({ path, ...watched.summary(path) });
  }
  async function* vouched(name: string, extension: "json" | "jsonl", bytes: FileBytes): AsyncGenerator<FileToStore> {
    yield* stored(`${name}.${extension}`, bytes);
    const text = vouchingText(name, ballotId, listed.at(-1)?.sha256 ?? "");
    yield* stored(`${name}.note`, [signNote(text, authority)]);
  }

  yield* stored("README.txt", [utf8(FOLDER_README)]);
  yield* stored("definition.json", [canonicalBytes(publication.definition)]);
  for await (const { path, bytes } of tiles(publication.leafHashes)) yield* stored(path, [bytes]);
  yield* stored(
    "log/checkpoints.jsonl",
    lines(publication.checkpoints, (note) => ({ note: textOf(note) })),
  );
  yield* stored(
    "log/records.jsonl",
    lines(publication.records, ({ index, leaf }) => ({ index, leaf })),
  );
  for await (const { path, bytes } of openingFiles(publication.openings)) yield* stored(path, bytes);
  yield* vouched("issued", "jsonl", lines(publication.issued, issuedLine));
  yield* vouched("roll", "json", [canonicalBytes({ ballotId, districts: publication.roll, format: ROLL_FORMAT })]);
  yield* vouched("result", "json", [canonicalBytes({ ...publication.result, format: RESULT_FORMAT })]);

  const files = listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  const definitionHash = files.find(({ path }) => path === "definition.json")?.sha256 ?? "";
  const manifest = canonicalBytes({ ballotId, definitionHash, files, format: FOLDER_FORMAT });
  yield { path: "manifest.json", bytes: [manifest] };
  yield { path: "manifest.note", bytes: [signNote(vouchingText("manifest", ballotId, sha256Hex(manifest)), authority)] };
}

function issuedLine({ name, district, validUntil }: IssuedCredential): Json {
  return validUntil === undefined ? { district, request: name } : { district, key: name, validUntil };
}

async function* tiles(leafHashes: Listed<Uint8Array>): AsyncGenerator<{ path: string; bytes: Uint8Array }> {
  const writer = tileWriter();
  for await (const hash of leafHashes) for (const tile of writer.append(hash)) yield { path: `log/${tilePath(tile)}`, bytes: tile.bytes };
  for (const tile of writer.partialTiles()) yield { path: `log/${tilePath(tile)}`, bytes: tile.bytes };
}

async function* openingFiles(openings: Listed<OpenedVote>): AsyncGenerator<FileToStore> {
  const votes = toIterator(openings);
  let next = await votes.next();
  for (let number = 0; next.done !== true; number++) {
    yield { path: openingsPath(number), bytes: lines(upTo(OPENINGS_PER_FILE), (vote) => ({ ...vote })) };
  }

  async function* upTo(limit: number): AsyncGenerator<OpenedVote> {
    for (let i = 0; i < limit && next.done !== true; i++, next = await votes.next()) yield next.value;
  }
}

async function* toIterator<Item>(items: Listed<Item>): AsyncGenerator<Item, undefined> {
  yield* items;
  return undefined;
}

async function* lines<Item>(items: Listed<Item>, written: (item: Item) => Json): AsyncGenerator<Uint8Array> {
  let held = "";
  for await (const item of items) {
    held += `${canonicalText(written(item))}\n`;
    if (held.length < CHUNK_CHARACTERS) continue;
    yield utf8(held);
    held = "";
  }
  if (held !== "") yield utf8(held);
}

function watchedBytes(bytes: FileBytes): { bytes: AsyncIterable<Uint8Array>; summary: (path: string) => { size: number; sha256: string } } {
  const hash = createHash("sha256");
  let size = 0;
  let ended = false;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    ended = true;
  }
  return {
    bytes: watched(),
    summary(path) {
      if (!ended) throw new Error(`${path} was not read to its end before the next file was asked for.`);
      return { size, sha256: hash.digest("hex") };
    },
  };
}
