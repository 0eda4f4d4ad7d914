import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { withFolderLock } from "./folder-lock.ts";

const PATIENT = { waitMs: 10_000 };
let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "teilhabe-lock-"));
  lock = join(folder, "it.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function held(pid: number, host = hostname()): Promise<void> {
  await mkdir(lock);
  await writeFile(join(lock, "owner.json"), JSON.stringify({ pid, host, token: "theirs" }));
}

describe("a folder lock", () => {
  test("lets one in after the other, and is gone afterwards", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withFolderLock(lock, PATIENT, work)));
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  test("is given back when the work fails", async () => {
    await expect(withFolderLock(lock, PATIENT, () => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
    expect(existsSync(lock)).toBe(false);
  });

  test("of a process that is gone is taken over at once", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    await held(pid);
    await expect(withFolderLock(lock, { waitMs: 0 }, async () => "done")).resolves.toBe("done");
  });

  test("without a sign of life is taken over, even from another machine", async () => {
    await held(1, "elsewhere");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await expect(withFolderLock(lock, { waitMs: 0 }, async () => "done")).resolves.toBe("done");
  });

  test("of a living process is waited for, then named", async () => {
    await held(process.pid);
    const waited: string[] = [];
    const trying = withFolderLock(lock, { waitMs: 400, onWait: (holder) => waited.push(holder) }, async () => "done");
    await expect(trying).rejects.toThrow(new RegExp(`held by process ${process.pid} for 0.4 s`));
    expect(waited).toEqual([`process ${process.pid}`]);
  });
});
