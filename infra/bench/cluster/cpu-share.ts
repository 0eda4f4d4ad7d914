import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = "/sys/fs/cgroup";
/** Short, so that a process waits often and briefly for its next share instead of rarely and long. */
const PERIOD_US = 25_000;

export type CpuShare = {
  /** Moves a process under the limit, with all its threads. */
  limit(pid: number): void;
  /** Since it was made: periods in which something ran, and those in which it was stopped before it was done. */
  periods(): { readonly all: number; readonly heldBack: number };
  /** Once the processes have ended. */
  remove(): Promise<void>;
};

/**
 * A share of one core for one process, by the kernel's own bandwidth control (cgroup, version 2 or 1).
 * @throws Error where this user may not make control groups
 */
export function cpuShare(name: string, share: number): CpuShare {
  const isV2 = existsSync(join(ROOT, "cgroup.controllers"));
  const folder = join(ROOT, isV2 ? "" : "cpu", `teilhabe-bench-${process.pid}-${name}`);
  const quotaUs = Math.round(PERIOD_US * share);
  try {
    mkdirSync(folder);
    if (isV2) writeFileSync(join(folder, "cpu.max"), `${quotaUs} ${PERIOD_US}`);
    else {
      writeFileSync(join(folder, "cpu.cfs_period_us"), String(PERIOD_US));
      writeFileSync(join(folder, "cpu.cfs_quota_us"), String(quotaUs));
    }
  } catch (error) {
    throw new Error(`processes cannot be limited here: ${folder} cannot be made (needs root and the cpu controller)`, { cause: error });
  }
  return {
    limit: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
    periods() {
      const text = readFileSync(join(folder, "cpu.stat"), "utf8");
      const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
      return { all: count("nr_periods"), heldBack: count("nr_throttled") };
    },
    async remove() {
      for (let tries = 0; tries < 50; tries += 1) {
        try {
          return rmdirSync(folder);
        } catch {
          await sleep(100); // a process that has just ended is still in it
        }
      }
    },
  };
}
