import type { StoreUnavailable } from "./errors.ts";

const SQLITE_BUSY = 5;

/** Primary result codes (https://www.sqlite.org/rescode.html) that say something about the file or the disk, not about the statement. */
const REASONS = new Map<number, StoreUnavailable["reason"]>([
  [SQLITE_BUSY, "failed"],
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
  return REASONS.get(resultCodeOf(error));
}

export function isBusy(error: unknown): boolean {
  return resultCodeOf(error) === SQLITE_BUSY;
}

/** The primary one; 0 when the error is not SQLite's. */
function resultCodeOf(error: unknown): number {
  return typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) & 0xff : 0;
}
