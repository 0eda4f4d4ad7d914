import { closeSync, fdatasync, fdatasyncSync, openSync } from "node:fs";
import { promisify } from "node:util";

const fdatasyncLater = promisify(fdatasync);

/** Makes what was committed before the call survive a power cut. A sync that failed once has lost what it was for, whatever a later one says. */
export type LogSync = {
  /** On another thread: it takes as long as the disk does. */
  later(): Promise<void>;
  now(): void;
  /** Waits for what is under way on the other thread. */
  close(): void;
};

/**
 * Syncs SQLite's write-ahead log. With `synchronous = NORMAL` SQLite syncs the header of a log that it begins, and its folder, and both files around a
 * checkpoint; of what FULL does besides, only the sync of the log behind each commit is left (https://www.sqlite.org/pragma.html#pragma_synchronous).
 * @param file of the database; its log is there since the first thing that was read or written
 */
export function logSync(file: string): LogSync {
  let open: number | undefined;
  let closed = false;
  let underWay = 0;
  const log = () => {
    open ??= openSync(`${file}-wal`, "r");
    return open;
  };
  const release = () => {
    if (!closed || underWay > 0 || open === undefined) return;
    closeSync(open);
    open = undefined;
  };
  return {
    async later() {
      underWay += 1;
      try {
        await fdatasyncLater(log());
      } finally {
        underWay -= 1;
        release();
      }
    },
    now: () => fdatasyncSync(log()),
    close() {
      closed = true;
      release();
    },
  };
}
