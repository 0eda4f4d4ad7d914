import { MalformedError } from "../bytes.ts";
import { type Json, parseCanonical } from "../canonical-json.ts";
import { LINE_BYTES_MAX } from "./documents.ts";
import { notVerified, type Reason } from "./problem.ts";
import type { FileBytes } from "./published-folder.ts";

/** A line of a `.jsonl` file: canonical JSON, ended by a newline. */
export type Line = { readonly json: Json; readonly where: string };

const NEWLINE = 10;

/**
 * The lines of a file, one after the other; only one is held at a time.
 * @throws NotVerified (`file-malformed`) when a line is not canonical, too long, or the last one is not ended
 */
export async function* linesOf(path: string, chunks: FileBytes): AsyncGenerator<Line> {
  let held: Uint8Array = new Uint8Array(0);
  let number = 0;
  for await (const chunk of chunks) {
    let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      number += 1;
      yield lineOf(path, number, rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > LINE_BYTES_MAX)
      notVerified("file-malformed", `${path} line ${number + 1}`, `This line is longer than ${LINE_BYTES_MAX} bytes.`);
    held = rest;
  }
  if (held.length > 0) notVerified("file-malformed", `${path} line ${number + 1}`, "The last line is cut off: it does not end with a newline.");
}

function lineOf(path: string, number: number, bytes: Uint8Array): Line {
  const where = `${path} line ${number}`;
  if (bytes.length > LINE_BYTES_MAX) notVerified("file-malformed", where, `This line is longer than ${LINE_BYTES_MAX} bytes.`);
  return { json: reading("file-malformed", where, () => parseCanonical(bytes)), where };
}

/** Runs a reader of published data; what it finds malformed is the given reason. @throws NotVerified */
export function reading<Value>(reason: Reason, where: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return notVerified(reason, where, `Malformed: ${error.message}.`);
    throw error;
  }
}
