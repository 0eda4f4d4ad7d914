import { open, readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { createGunzip, gunzipSync } from "node:zlib";
import type { Election } from "@teilhabe/counting/election";
import { readBlt } from "@teilhabe/counting/formats/blt";
import { readRankedCsv, readScoredCsv } from "@teilhabe/counting/formats/csv-ballots";
import { FormatError } from "@teilhabe/counting/formats/format-error";
import { readMatrix } from "@teilhabe/counting/formats/matrix";
import { type PbElection, readPb } from "@teilhabe/counting/formats/pb";
import { readPrefLib } from "@teilhabe/counting/formats/preflib";
import { methods } from "@teilhabe/counting/methods";
import { BadInput } from "../faults.ts";

/** A file ready to be counted; `pb` where it is a `.pb` file. */
export type CountFile = { readonly election: Election; readonly notes: readonly string[]; readonly pb?: PbElection };

export type FileFlags = { readonly matrix?: boolean; readonly incomplete?: boolean; readonly method?: string };

type Reader = (path: string, flags: FileFlags) => Promise<CountFile>;

const PREFLIB: Reader = async (path) => ({ election: readPrefLib(await bytesOf(path), basename(path)).election, notes: [] });
const READERS: Readonly<Record<string, Reader>> = {
  ".pb": readPbFile,
  ".blt": async (path) => ({ election: readBlt(await bytesOf(path), basename(path)).election, notes: [] }),
  ".soc": PREFLIB,
  ".soi": PREFLIB,
  ".toc": PREFLIB,
  ".toi": PREFLIB,
  ".csv": readCsvFile,
};
const KINDS = `${Object.keys(READERS).join(", ")}, each also with .gz, and .json with --matrix`;

/** The largest file that is read at once; `.pb` files are streamed and have no limit. */
const BYTES_MAX = 512 * 1024 * 1024;

/**
 * Reads what is to be counted, by the file's extension. The numbers of a `.csv` are ranks or scores: the method says which.
 * @throws BadInput with file, line and reason
 */
export async function readCountFile(path: string, flags: FileFlags): Promise<CountFile> {
  try {
    if (flags.matrix === true) return { election: readMatrix(await bytesOf(path), basename(path)), notes: [] };
    return await readerFor(path)(path, flags);
  } catch (error) {
    if (error instanceof FormatError) throw new BadInput(error.message);
    throw asBadInput(error, path);
  }
}

function readerFor(path: string): Reader {
  const name = path.toLowerCase().replace(/\.gz$/, "");
  const reader = READERS[extname(name)];
  if (reader !== undefined) return reader;
  const reason = extname(name) === ".json" ? "a .json file holds a pairwise matrix: count it with --matrix" : `expected one of ${KINDS}`;
  throw new BadInput(`${basename(path)}: ${reason}`);
}

function asBadInput(error: unknown, path: string): unknown {
  const { code, message } = faultOf(error) ?? { code: "", message: "" };
  if (code === "ENOENT") return new BadInput(`${path}: there is no such file`);
  if (code === "EISDIR") return new BadInput(`${path}: this is a folder, not a file`);
  if (code === "EACCES") return new BadInput(`${path}: this file must not be read`);
  if (code.startsWith("Z_")) return new BadInput(`${basename(path)}: damaged gzip: ${message}`);
  return error;
}

/** Code and message of an error of Node's own libraries. */
function faultOf(error: unknown): { code: string; message: string } | undefined {
  if (typeof error !== "object" || error === null || !("code" in error) || !("message" in error)) return undefined;
  return { code: String(error.code), message: String(error.message) };
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (bytes.length > BYTES_MAX) throw new BadInput(`${basename(path)}: more than ${BYTES_MAX} bytes`);
  return isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes;
}

async function readCsvFile(path: string, flags: FileFlags): Promise<CountFile> {
  const kinds = methods.find(({ id }) => id === flags.method)?.ballots ?? [];
  const read = kinds.includes("scoring") && !kinds.includes("ordinal") ? readScoredCsv : readRankedCsv;
  return { election: read(await bytesOf(path), basename(path)), notes: [] };
}

async function readPbFile(path: string, { incomplete = false }: FileFlags): Promise<CountFile> {
  const damaged = { found: false };
  const pb = await readPb(textOf(path, damaged), basename(path), { incomplete });
  const notes = damaged.found ? [...pb.notes, "the file is not UTF-8 throughout: some letters could not be read"] : pb.notes;
  return { election: pb.election, notes, pb };
}

/** The file's text in pieces, unzipped if it is zipped, whatever its name says. */
async function* textOf(path: string, damaged: { found: boolean }): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  for await (const bytes of await unzipped(path)) {
    const text = decoder.decode(bytes, { stream: true });
    damaged.found ||= text.includes("\uFFFD");
    yield text;
  }
  yield decoder.decode();
}

async function unzipped(path: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(path);
  const { buffer } = await handle.read(new Uint8Array(2), 0, 2, 0);
  const file = handle.createReadStream({ start: 0 });
  if (!isGzip(buffer)) return file;
  const gunzip = createGunzip();
  file.on("error", (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
