import { readdirSync, readFileSync } from "node:fs";
import { codeOf } from "./errors.ts";

/** Whether a process with this id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** The words of a process's command line; undefined where the system does not tell (no /proc) or the process is gone. */
export function commandLineOf(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return undefined;
  }
}

/** Whether every thread of a process is stopped by a signal (state T in /proc, proc(5)); true where the system does not tell or the process is gone. */
export function standsStill(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => /\) T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")));
  } catch {
    return true;
  }
}
