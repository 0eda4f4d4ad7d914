import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines } from "./commands.ts";
import { endWithThisProcess } from "./end-with-this-process.ts";
import { refuseSecond, removePid, writePid } from "./pid-file.ts";
import { standsStill } from "./process-table.ts";
import type { Log } from "./server-kind.ts";

const POLL_MS = 50;
const STOP_WITHIN_MS = 30_000;
const PAUSE_WITHIN_MS = 10_000;
const SHOWN_LOG_LINES = 25;
/** A log that has grown longer is begun anew at the next start. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** A server that runs here, as one process or several, each ended by its own id. */
export interface RunningServer {
  readonly name: string;
  readonly url: string;
  /** Ids of the processes that run now; empty after `stop` and `kill`. */
  pids(): readonly number[];
  /** SIGTERM; SIGKILL for what still runs 30 s later. */
  stop(): Promise<void>;
  /** SIGKILL; done when the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. Done when every thread stands still (where the system tells, by /proc). */
  pause(): Promise<void>;
  resume(): void;
  /** Starts it again on the same data and ports, after `stop` when it still runs; done when it answers. */
  restart(): Promise<void>;
}

export type ProcessPlan = {
  name: string;
  url: string;
  /** Absolute; holds `server.log` and `server.pid`, and appears in the arguments. */
  folder: string;
  command: string;
  args: readonly string[];
  readyWithinMs: number;
  /** One short try to reach it; throwing means not ready. */
  isReady(): Promise<boolean>;
  log?: Log | undefined;
  signal?: AbortSignal | undefined;
};

/** Starts the process and waits until it is ready. Throws with the end of its log when it ends before or takes too long; nothing is left running then. */
export async function startProcess(plan: ProcessPlan): Promise<RunningServer> {
  await mkdir(plan.folder, { recursive: true });
  let child = await launchUntilReady(plan);
  const running = () => (hasEnded(child) ? undefined : child);
  const end = (signal: NodeJS.Signals) => endProcess(plan, running(), signal);
  return {
    name: plan.name,
    url: plan.url,
    pids: () => (running()?.pid === undefined ? [] : [child.pid as number]),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    pause: () => pauseProcess(plan, running()),
    resume: () => void running()?.kill("SIGCONT"),
    async restart() {
      await end("SIGTERM");
      child = await launchUntilReady(plan);
    },
  };
}

async function launchUntilReady(plan: ProcessPlan): Promise<ChildProcess> {
  const child = launch(plan);
  try {
    await untilReady(plan, child);
    return child;
  } catch (error) {
    await endProcess(plan, hasEnded(child) ? undefined : child, "SIGKILL");
    throw error;
  }
}

function launch(plan: ProcessPlan): ChildProcess {
  refuseSecond(plan.name, plan.folder);
  const logFile = join(plan.folder, "server.log");
  const output = openSync(logFile, existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES ? "w" : "a");
  // In a process group of its own: Ctrl-C reaches the caller, who ends its servers in the order it wants.
  const child = spawn(plan.command, plan.args, { cwd: plan.folder, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  child.once("error", () => undefined); // it has no pid then: seen by hasEnded
  if (child.pid === undefined) return child;

  writePid(plan.folder, child.pid);
  endWithThisProcess(child);
  child.once("exit", (code, signal) => {
    removePid(plan.folder);
    if (!endedByUs.has(child)) plan.log?.(`${plan.name} (process ${child.pid}) ended by itself (${signal ?? code}); its log is ${logFile}`);
  });
  return child;
}

async function untilReady(plan: ProcessPlan, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + plan.readyWithinMs;
  while (!(await plan.isReady().catch(() => false))) {
    if (child.pid === undefined) throw new Error(`${plan.name} could not be started: "${plan.command}" is missing or cannot be executed.`);
    if (hasEnded(child)) throw failure(plan, `ended while starting (${child.signalCode ?? child.exitCode})`);
    if (plan.signal?.aborted) throw failure(plan, "was stopped while starting");
    if (Date.now() > giveUpAt) throw failure(plan, `was not ready after ${plan.readyWithinMs / 1000} s`);
    await sleep(POLL_MS);
  }
}

function failure(plan: ProcessPlan, what: string): Error {
  const logFile = join(plan.folder, "server.log");
  return new Error(`${plan.name} ${what}. The end of ${logFile}:\n${lastLines(readFileSync(logFile, "utf8"), SHOWN_LOG_LINES)}`);
}

async function pauseProcess(plan: ProcessPlan, child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined) return;
  child.kill("SIGSTOP"); // one thread takes the signal, and the others run on until it has told them
  const giveUpAt = Date.now() + PAUSE_WITHIN_MS;
  while (!standsStill(child.pid) && !hasEnded(child)) {
    if (Date.now() > giveUpAt) throw new Error(`${plan.name} (process ${child.pid}) still runs ${PAUSE_WITHIN_MS / 1000} s after SIGSTOP.`);
    await sleep(1);
  }
}

async function endProcess(plan: ProcessPlan, child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child?.pid === undefined) return;
  endedByUs.add(child);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  child.kill("SIGCONT"); // a paused process hears SIGTERM only once it goes on
  const impatience = setTimeout(() => {
    plan.log?.(`${plan.name} (process ${child.pid}) did not end within ${STOP_WITHIN_MS / 1000} s of ${signal}: killing it`);
    child.kill("SIGKILL");
  }, STOP_WITHIN_MS);
  await gone;
  clearTimeout(impatience);
}

const endedByUs = new WeakSet<ChildProcess>();

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
