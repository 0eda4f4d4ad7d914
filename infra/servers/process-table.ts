import { readdirSync, readFileSync, readlinkSync } from "node:fs";
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

/**
 * Whether a process holds the end of a TCP connection of IPv4 that has this local port (/proc/net/tcp, proc(5)).
 * @throws Error where the system does not tell (no /proc)
 */
export function holdsConnection(pid: number, port: number): boolean {
  const local = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, "0")} `);
  const line = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .find((one) => local.test(one));
  const socket = `socket:[${line?.trim().split(/ +/)[9]}]`;
  return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket);
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // closed meanwhile
  }
}
