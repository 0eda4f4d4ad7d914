import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const FILLER = ".filler";
/** Of the file system; of each file in the other way, where a small one is less than the server's files have when they are full. */
export type DiskSize = { readonly megabytes: number; readonly fileBytes: number };

/** A folder whose disk can be made full, for tests. */
export interface SmallDisk {
  /** How it is done on this machine: a small file system, or a limit on the size of files for the processes that are named. */
  readonly way: "file system" | "file size";
  /** Not one byte more can be written, by these processes at least. */
  fill(pids: readonly number[]): void;
  /** There is room again. Processes that were started since `fill` never had a limit. */
  free(pids: readonly number[]): void;
  /** Nothing may be open in the folder any more. */
  remove(): void;
}

/**
 * Makes the folder, as a file system of its own (tmpfs) where this machine lets us mount one; then writes get ENOSPC, as from a disk. Elsewhere a limit on
 * the size of files (prlimit) does it: writes get EFBIG, and a process that does not ignore SIGXFSZ is ended by it.
 */
export function smallDisk(folder: string, { megabytes, fileBytes }: DiskSize): SmallDisk {
  mkdirSync(folder, { recursive: true });
  return isMounted(folder, megabytes) ? smallFileSystem(folder) : limitedFiles(fileBytes);
}

function isMounted(folder: string, megabytes: number): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function smallFileSystem(folder: string): SmallDisk {
  const filler = join(folder, FILLER);
  return {
    way: "file system",
    fill() {
      try {
        execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"], { stdio: "ignore" });
      } catch {
        return; // it ends when there is no more room
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => void execFileSync("umount", [folder]),
  };
}

function limitedFiles(fileBytes: number): SmallDisk {
  const limit = (pids: readonly number[], bytes: string) => {
    for (const pid of pids) execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
  };
  return {
    way: "file size",
    fill: (pids) => limit(pids, String(fileBytes)),
    free: (pids) => limit(pids, "unlimited"),
    remove: () => undefined,
  };
}
