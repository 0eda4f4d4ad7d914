import { readFile, stat } from "node:fs/promises";
import { BadInput } from "../faults.ts";

/** Larger files are refused; split them. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = "\ufeff";

/** Something wrong with a line of a file; lines count from 1. */
export type LineFault = { readonly line: number; readonly reason: string };

/** The lines of a UTF-8 text file, without their ends. @throws BadInput that names file and line */
export async function readLines(path: string): Promise<string[]> {
  const bytes = await readBytes(path);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, from);
    const end = found === -1 ? bytes.length : found;
    lines.push(decoded(decoder, bytes.subarray(from, end), path, lines.length + 1));
    from = end + 1;
  }
  if (lines[0]?.startsWith(BYTE_ORDER_MARK)) lines[0] = lines[0].slice(1);
  return lines;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw new BadInput(`${path}: has ${size} bytes; at most ${FILE_BYTES_MAX} are read. Split it.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function decoded(decoder: TextDecoder, bytes: Buffer, path: string, line: number): string {
  try {
    return decoder.decode(bytes).replace(/\r$/, "");
  } catch {
    throw new BadInput(`${path}:${line}: is not UTF-8`);
  }
}

/** @throws BadInput with the first of the faults, if there are any */
export function throwFaults(path: string, faults: readonly LineFault[]): void {
  const [first] = faults.toSorted((a, b) => a.line - b.line);
  if (first === undefined) return;
  const others = faults.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "fault" : "faults"})`;
  throw new BadInput(`${path}:${first.line}: ${first.reason}${more}. Nothing was imported.`);
}
