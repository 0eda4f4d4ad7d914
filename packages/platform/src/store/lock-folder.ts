import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./sqlite-errors.ts";

/** A process that has just locked the folder may not have written its id yet. */
const LOOKS_FOR_PID = 10;
const LOOK_EVERY_MS = 50;

/** A lock that nobody refers to would be collected, and with it the folder given away. */
const held = new Set<DatabaseSync>();

/** Another process works in the folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
  readonly pid: number | undefined;
  constructor(folder: string, pid: number | undefined) {
    super(`${folder} is in use by ${pid === undefined ? "another process" : `the process with pid ${pid}`}; stop it first, or choose another folder`);
    this.pid = pid;
  }
}

/**
 * Makes the folder and keeps every other process out of it until unlocked. The operating system holds the lock (SQLite's, on an empty
 * file), so it ends with the process however that ends, and a process id that is used again misleads nobody.
 * @returns unlocks
 * @throws FolderInUse naming the other process
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pidFile = join(folder, ".lock.pid");
  const lock = new DatabaseSync(join(folder, ".lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw new Error(`${folder} cannot be locked; may this user write there?`, { cause: error });
    throw new FolderInUse(folder, holderOf(pidFile));
  }
  held.add(lock);
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => {
    if (held.delete(lock)) lock.close();
  };
}

function holderOf(pidFile: string): number | undefined {
  for (let look = 0; look < LOOKS_FOR_PID; look += 1) {
    const pid = pidIn(pidFile);
    if (pid !== undefined && isAlive(pid)) return pid;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  return undefined;
}

function pidIn(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
