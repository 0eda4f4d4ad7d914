import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Driven, drive, type ToSend } from "./drive.ts";

export type FloorRun = {
  /** The program beside this file: prints its URL, ends on SIGTERM. */
  readonly program: "floor-votes.ts" | "floor-votes-mongo.ts";
  readonly args?: readonly string[];
  readonly connections: number;
  readonly bodies: readonly ToSend[];
};

/** Drives a floor with the same requests, in a process of its own that begins empty. */
export async function driveFloor({ program, args = [], connections, bodies }: FloorRun): Promise<Driven> {
  const floor = spawn(process.execPath, [join(import.meta.dirname, program), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await firstLine(floor);
    return await drive({ url, connections, next: (n) => bodies[n] });
  } finally {
    await ended(floor);
  }
}

async function ended(floor: ChildProcess): Promise<void> {
  if (floor.exitCode !== null) return;
  const exit = new Promise((resolve) => floor.once("exit", resolve));
  floor.kill("SIGTERM");
  await exit;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", () => reject(new Error("the floor ended before it began")));
  });
}

/** The floor runs before and after what is compared with it; the faster one counts. */
export function fasterOf(one: Driven, other: Driven): Driven {
  return one.perSecond > other.perSecond ? one : other;
}
