import { write, writeSync } from "node:fs";

/** More than so many wait, and the next ones are lost. */
const LINES_WAITING_MAX = 10_000;
/** Whoever reads the pipe is slow. */
const AGAIN_MS = 10;

export type LogLines = { write(line: string): void };

/**
 * Lines to a file, a terminal or a pipe. What cannot be written is lost, and later lines are tried again: a log on a full disk must neither stop nor end
 * the process that it tells of.
 */
export function logLines(fd: number): LogLines {
  let waiting: Buffer[] = [];
  let isWriting = false;

  function send(): void {
    if (isWriting || waiting.length === 0) return;
    const bytes = Buffer.concat(waiting);
    waiting = [];
    isWriting = true;
    write(fd, bytes, (error, written) => {
      isWriting = false;
      const left = error === null ? bytes.subarray(written) : error.code === "EAGAIN" ? bytes : undefined;
      if (left !== undefined && left.length > 0) waiting.unshift(left);
      if (error === null) send();
      else setTimeout(send, AGAIN_MS).unref();
    });
  }

  process.on("exit", () => {
    try {
      writeSync(fd, Buffer.concat(waiting));
    } catch {
      waiting = [];
    }
  });

  return {
    write(line) {
      if (waiting.length >= LINES_WAITING_MAX) return;
      waiting.push(Buffer.from(line));
      setImmediate(send);
    },
  };
}
