import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "@teilhabe/client/client";
import { MalformedError, utf8 } from "@teilhabe/proofs/bytes";
import { parseCanonical } from "@teilhabe/proofs/canonical-json";
import { type Manifest, type ManifestFile, readManifest } from "@teilhabe/proofs/folder/documents";
import { hashedFile } from "@teilhabe/proofs/folder/hashed-file";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { AnswerIsNo, BadInput } from "../faults.ts";
import { type PublishedFiles, publishedFiles, wholeText } from "./published-files.ts";

export type Export = { readonly ballot: string; readonly folder: string; readonly progress: (line: string) => void };
export type Exported = {
  readonly ballot: string;
  readonly folder: string;
  /** The manifest and its note are not counted. */
  readonly files: number;
  readonly bytes: number;
  readonly manifestSha256: string;
};

type Store = (file: ManifestFile, bytes: AsyncIterable<Uint8Array>) => Promise<void>;

const TILES_AT_ONCE = 8;

/**
 * Puts the folder of a published ballot together. Every file must be the one that the manifest lists. The folder appears under its name only when it is whole.
 * @throws BadInput when the folder is there already; AnswerIsNo when the platform gives something else; Problem
 */
export async function exportBallot(client: Client, { ballot, folder, progress }: Export): Promise<Exported> {
  await checkFree(folder);
  const source = await publishedFiles(client, ballot);
  const text = await wholeText("manifest.json", source.document("manifest.json"));
  const note = await wholeText("manifest.note", source.document("manifest.note"));
  const manifest = manifestOf(text, ballot);
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true });
  const unfinished = await mkdtemp(join(dirname(target), `.${basename(target)}-unfinished-`));
  try {
    await storeAll(source, manifest, storeIn(unfinished, manifest.files.length, progress));
    await writeFile(join(unfinished, "manifest.note"), note);
    await writeFile(join(unfinished, "manifest.json"), text);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error instanceof MalformedError ? new AnswerIsNo(`the platform gives something that is not spelt as it must be: ${error.message}`) : error;
  }
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  return { ballot, folder, files: manifest.files.length, bytes, manifestSha256: sha256Hex(utf8(text)) };
}

async function checkFree(folder: string): Promise<void> {
  const inside = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new BadInput(`${folder}: ${error.code === "ENOTDIR" ? "this is a file" : error.message}; name a new folder`);
  });
  if (inside.length > 0) throw new BadInput(`${folder}: there is something in it already; name a new folder`);
}

function manifestOf(text: string, ballot: string): Manifest {
  try {
    const manifest = readManifest(parseCanonical(utf8(text)));
    if (manifest.ballotId !== ballot) throw new AnswerIsNo(`manifest.json is of ballot ${manifest.ballotId}, not of ${ballot}`);
    return manifest;
  } catch (error) {
    if (error instanceof MalformedError) throw new AnswerIsNo(`manifest.json is no manifest: ${error.message}`);
    throw error;
  }
}

async function storeAll(source: PublishedFiles, { files }: Manifest, store: Store): Promise<void> {
  const isOpening = ({ path }: ManifestFile) => path.startsWith("openings/");
  const isTile = ({ path }: ManifestFile) => path.startsWith("log/tile/");
  for (const file of files.filter((one) => !isOpening(one) && !isTile(one))) {
    const { path } = file;
    await store(file, path === "log/checkpoints.jsonl" || path === "log/records.jsonl" ? source.lines(path) : source.document(path));
  }
  const tiles = files.filter(isTile);
  const storeTiles = async () => {
    for (let tile = tiles.shift(); tile !== undefined; tile = tiles.shift()) await store(tile, source.tile(tile.path));
  };
  await Promise.all(Array.from({ length: TILES_AT_ONCE }, storeTiles));
  await storeOpenings(source, files.filter(isOpening), store);
}

/** An aborted ballot has none, and its box gives none. */
async function storeOpenings(source: PublishedFiles, listed: readonly ManifestFile[], store: Store): Promise<void> {
  if (listed.length === 0) return;
  const waiting = [...listed];
  for await (const { path, bytes } of source.openings()) {
    const file = waiting.shift();
    if (file?.path !== path) throw new AnswerIsNo(`${path}: the platform gives more votes than the manifest lists`);
    await store(file, streamOf(bytes));
  }
  if (waiting[0] !== undefined) throw new AnswerIsNo(`${waiting[0].path}: the platform gives fewer votes than the manifest lists`);
}

async function* streamOf(bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes;
}

function storeIn(root: string, files: number, progress: (line: string) => void): Store {
  let stored = 0;
  return async (file, bytes) => {
    const path = join(root, file.path);
    await mkdir(dirname(path), { recursive: true });
    const hashed = hashedFile(file.path, bytes);
    await pipeline(hashed.bytes, createWriteStream(path, { flags: "wx" }));
    const { size, sha256 } = hashed.listed();
    if (size !== file.size || sha256 !== file.sha256)
      throw new AnswerIsNo(`${file.path}: what the platform gives is not what the manifest lists (size or SHA-256 differ)`);
    stored += 1;
    progress(`${stored} of ${files} files`);
  };
}
