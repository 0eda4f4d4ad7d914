import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { FormatError } from "@teilhabe/counting/formats/format-error";
import { type PbElection, type PbOptions, readPb } from "@teilhabe/counting/formats/pb";
import { faultOf } from "./unreadable.ts";

/** Bytes that are not of the encoding that the file seemed to have. */
class OtherEncodingError extends Error {
  override readonly name = "OtherEncodingError";
}

/**
 * Reads a `.pb` file as a stream, unzipped if it is zipped, whatever its name says: UTF-8, or UTF-16 by its byte order mark. A file that
 * turns out to be neither is read again from its start as Windows-1252, which has latin-1's letters, and a note says so.
 * @throws FormatError, and whatever opening, reading and unzipping throws
 */
export async function readPbFile(path: string, options: PbOptions = {}): Promise<PbElection> {
  try {
    return await readPb(textOf(path), basename(path), options);
  } catch (error) {
    if (!(error instanceof OtherEncodingError)) throw error;
    const pb = await readPb(textOf(path, "windows-1252"), basename(path), options);
    return { ...pb, notes: [...pb.notes, "the file is not UTF-8 throughout: read as Windows-1252, other letters may be wrong"] };
  }
}

async function* textOf(path: string, encoding?: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  try {
    for await (const bytes of await unzipped(path)) {
      decoder ??= new TextDecoder(encoding ?? encodingOf(bytes), { fatal: true });
      const text = decoded(() => decoder?.decode(bytes, { stream: true }) ?? "");
      line += text.split("\n").length - 1;
      yield text;
    }
  } catch (error) {
    throw damagedGzip(error, path, line) ?? error;
  }
  yield decoded(() => decoder?.decode() ?? "");
}

function damagedGzip(error: unknown, path: string, line: number): FormatError | undefined {
  const { code, message } = faultOf(error);
  return code.startsWith("Z_") ? new FormatError(basename(path), line, `damaged gzip: ${message}`) : undefined;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new OtherEncodingError("the file is in another encoding", { cause });
  }
}

async function unzipped(path: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(path);
  const start = await handle.read(new Uint8Array(2), 0, 2, 0).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  const file = handle.createReadStream({ start: 0 });
  if (!isGzip(start.buffer)) return file;
  const gunzip = createGunzip();
  file.on("error", (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
