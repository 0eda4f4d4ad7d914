import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLineOf, isAlive } from "./process-table.ts";

export function writePid(folder: string, pid: number): void {
  writeFileSync(fileIn(folder), String(pid));
}

export function removePid(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

/** Throws when a server still runs on the folder, left behind perhaps by a caller that was killed; the message names its process. */
export function refuseSecond(name: string, folder: string): void {
  const pid = existsSync(fileIn(folder)) ? Number(readFileSync(fileIn(folder), "utf8")) : 0;
  if (pid <= 0 || !isAlive(pid)) return;
  if (commandLineOf(pid)?.some((word) => word.includes(folder)) === false) return; // the id belongs to another program by now
  throw new Error(`${name} already runs on ${folder}, as process ${pid}. Use another folder, or end it with "kill ${pid}" and try again.`);
}

function fileIn(folder: string): string {
  return join(folder, "server.pid");
}
