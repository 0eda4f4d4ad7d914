import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { gunzipSync } from "node:zlib";
import type { BallotKind, Election } from "@teilhabe/counting/election";
import { readBlt } from "@teilhabe/counting/formats/blt";
import { readMarkedCsv, readRankedCsv, readScoredCsv } from "@teilhabe/counting/formats/csv-ballots";
import { FormatError } from "@teilhabe/counting/formats/format-error";
import { readMatrix } from "@teilhabe/counting/formats/matrix";
import type { PbElection } from "@teilhabe/counting/formats/pb";
import { readPrefLib } from "@teilhabe/counting/formats/preflib";
import { methods } from "@teilhabe/counting/methods";
import { BadInput } from "../faults.ts";
import { isGzip, readPbFile } from "../pb-file.ts";
import { asBadInput } from "../unreadable.ts";

/** A file ready to be counted; `pb` where it is a `.pb` file. */
export type CountFile = { readonly election: Election; readonly notes: readonly string[]; readonly pb?: PbElection };

export type FileFlags = { readonly matrix?: boolean; readonly incomplete?: boolean; readonly method?: string };

type Reader = (path: string, flags: FileFlags) => Promise<CountFile>;

const PREFLIB: Reader = async (path) => ({ election: readPrefLib(await bytesOf(path), basename(path)).election, notes: [] });
const READERS: Readonly<Record<string, Reader>> = {
  ".pb": async (path, { incomplete = false }) => {
    const pb = await readPbFile(path, { incomplete });
    return { election: pb.election, notes: pb.notes, pb };
  },
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
 * Reads what is to be counted, by the file's extension. What stands in the cells of a `.csv` the method says: points (score, points,
 * quadratic), marks (approval), or ranks.
 * @throws BadInput with file, line and reason
 */
export async function readCountFile(path: string, flags: FileFlags): Promise<CountFile> {
  try {
    refuseMisused(path, flags);
    if (flags.matrix === true) return { election: readMatrix(await bytesOf(path), basename(path)), notes: [] };
    return await readerFor(path)(path, flags);
  } catch (error) {
    if (error instanceof FormatError) throw new BadInput(error.message);
    throw asBadInput(error, path);
  }
}

function refuseMisused(path: string, flags: FileFlags): void {
  if (flags.incomplete !== true || (kindOf(path) === ".pb" && flags.matrix !== true)) return;
  throw new BadInput("--incomplete is for files that announce their number of votes. What fits: a .pb file, without --matrix");
}

/** The extension that says what the file is. */
function kindOf(path: string): string {
  return extname(path.toLowerCase().replace(/\.gz$/, ""));
}

function readerFor(path: string): Reader {
  const reader = READERS[kindOf(path)];
  if (reader !== undefined) return reader;
  const reason = kindOf(path) === ".json" ? "a .json file holds a pairwise matrix: count it with --matrix" : `expected one of ${KINDS}`;
  throw new BadInput(`${basename(path)}: ${reason}`);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (bytes.length > BYTES_MAX) throw new BadInput(`${basename(path)}: more than ${BYTES_MAX} bytes`);
  return isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes;
}

async function readCsvFile(path: string, flags: FileFlags): Promise<CountFile> {
  const kinds = methods.find(({ id }) => id === flags.method)?.ballots ?? [];
  return { election: csvReaderFor(kinds)(await bytesOf(path), basename(path)), notes: [] };
}

/** What the cells of a table mean to a method that takes these ballots: points, marks or ranks. */
function csvReaderFor(kinds: readonly BallotKind[]): (input: Uint8Array, file: string) => Election {
  if (kinds.includes("scoring")) return readScoredCsv;
  return kinds.includes("approval") ? readMarkedCsv : readRankedCsv;
}
