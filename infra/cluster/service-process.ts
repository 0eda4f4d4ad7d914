import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";

/** One replica of one service. */
export type ServiceProcess = {
  /** `ideas-1` */
  readonly name: string;
  readonly service: string;
  readonly opsPort: number;
  readonly pid: number | undefined;
  hasEnded(): boolean;
  /** SIGTERM; SIGKILL for what still runs after the limit. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

export type ServicePlan = {
  readonly name: string;
  readonly service: string;
  readonly main: string;
  /** Gets the process's log. */
  readonly folder: string;
  readonly opsPort: number;
  readonly env: Readonly<Record<string, string>>;
  /** Hears of a process that ends by itself. */
  readonly ended: (line: string) => void;
};

/** Longer than a process may take to drain. */
const STOP_WITHIN_MS = 15_000;

export function startService(plan: ServicePlan): ServiceProcess {
  mkdirSync(plan.folder, { recursive: true });
  const logFile = join(plan.folder, `${plan.name}.log`);
  const output = openSync(logFile, "a");
  const child = spawn(process.execPath, [plan.main], { stdio: ["ignore", output, output], env: { ...process.env, ...plan.env }, detached: true });
  closeSync(output);
  let ending = false;
  let gone = false;
  const exit = new Promise<void>((resolve) => {
    const end = (how: unknown) => {
      gone = true;
      if (!ending) plan.ended(`${plan.name} ended by itself (${String(how)}); its log is ${logFile}`);
      resolve();
    };
    child.once("exit", (code, signal) => end(signal ?? code));
    child.once("error", end);
  });
  const end = async (signal: NodeJS.Signals) => {
    ending = true;
    if (gone) return;
    signalTo(child, signal);
    signalTo(child, "SIGCONT");
    const impatience = setTimeout(() => signalTo(child, "SIGKILL"), STOP_WITHIN_MS);
    await exit;
    clearTimeout(impatience);
  };
  endWithThisProcess(child);
  return {
    name: plan.name,
    service: plan.service,
    opsPort: plan.opsPort,
    pid: child.pid,
    hasEnded: () => gone,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

const alive = new Set<ChildProcess>();

/** The last resort for a caller that exits without stopping its services. */
function endWithThisProcess(child: ChildProcess): void {
  if (alive.size === 0) process.on("exit", killAll);
  alive.add(child);
  child.once("exit", () => {
    alive.delete(child);
    if (alive.size === 0) process.off("exit", killAll);
  });
}

function killAll(): void {
  for (const child of alive) signalTo(child, "SIGKILL");
}

function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}
