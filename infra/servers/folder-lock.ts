import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./errors.ts";
import { isAlive } from "./process-table.ts";

const POLL_MS = 300;
const HEARTBEAT_MS = 5_000;
/** A lock whose holder gave no sign of life for so long is broken. */
const STALE_AFTER_MS = 30_000;

type Owner = { pid: number; host: string; token: string };

export type LockOptions = { waitMs: number; signal?: AbortSignal | undefined; onWait?: (holder: string) => void };

/**
 * Does `work` while holding the folder `lock`, which is made exclusively; waits while another process holds it, at most `waitMs`, then throws.
 * A lock left behind by a process that is gone is taken over. The lock saves work and is no more than that: two processes that break the same
 * stale lock may both work for a moment, so `work` must end in something atomic, as a rename.
 */
export async function withFolderLock<T>(lock: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  await acquire(lock, owner, options);
  const heartbeat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await ownerOf(lock))?.token === owner.token) await rm(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string, owner: Owner, options: LockOptions): Promise<void> {
  const giveUpAt = Date.now() + options.waitMs;
  for (let round = 0; !(await isTaken(lock, owner)); round += 1) {
    const holder = await ownerOf(lock);
    if (await isStale(lock, holder)) {
      await removeStale(lock);
      continue;
    }
    if (Date.now() > giveUpAt) {
      throw new Error(
        `${lock} was held by ${named(holder)} for ${options.waitMs / 1000} s. If that process does nothing, end it or delete the folder.`,
      );
    }
    if (round === 0) options.onWait?.(named(holder));
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
}

async function isTaken(lock: string, owner: Owner): Promise<boolean> {
  try {
    await mkdir(lock);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await writeFile(join(lock, "owner.json"), JSON.stringify(owner));
  return true;
}

async function ownerOf(lock: string): Promise<Owner | undefined> {
  const text = await readFile(join(lock, "owner.json"), "utf8").catch(() => "");
  return text.endsWith("}") ? (JSON.parse(text) as Owner) : undefined;
}

async function isStale(lock: string, holder: Owner | undefined): Promise<boolean> {
  const seen = await stat(lock).catch(() => undefined);
  if (seen === undefined) return false;
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  return Date.now() - seen.mtimeMs > STALE_AFTER_MS;
}

async function removeStale(lock: string): Promise<void> {
  const aside = `${lock}.stale-${randomUUID()}`;
  // Whoever loses this rename finds the lock gone, and tries to make it again.
  await rename(lock, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}

function named(holder: Owner | undefined): string {
  return holder === undefined ? "another process" : `process ${holder.pid}`;
}
