import type { StoreUnavailable } from "./errors.ts";

/** Primary result codes (https://www.sqlite.org/rescode.html) that say something about the file or the disk, not about the statement. */
const REASONS = new Map<number, StoreUnavailable["reason"]>([
  [5, "failed"], // SQLITE_BUSY
  [7, "failed"], // SQLITE_NOMEM
  [8, "failed"], // SQLITE_READONLY
  [10, "failed"], // SQLITE_IOERR
  [11, "failed"], // SQLITE_CORRUPT
  [13, "disk-full"], // SQLITE_FULL
  [14, "failed"], // SQLITE_CANTOPEN
  [26, "failed"], // SQLITE_NOTADB
]);

/** @returns undefined when the statement itself is at fault: a bug, which travels untouched */
export function unavailableBecause(error: unknown): StoreUnavailable["reason"] | undefined {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  return REASONS.get(code & 0xff);
}
