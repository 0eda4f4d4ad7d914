import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { endWithThisProcess } from "../servers/end-with-this-process.ts";

/** One replica of one service. */
export type ServiceProcess = {
  /** `ideas-1` */
  readonly name: string;
  readonly service: string;
  readonly opsPort: number;
  pid(): number | undefined;
  hasEnded(): boolean;
  /** SIGTERM; SIGKILL for what still runs after the limit. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again, after `kill` when it still runs. */
  restart(): Promise<void>;
  /** SIGTERM, then the same service with another release's main.ts, or other settings; `restart` starts that one, too. */
  replaceWith(changed: (plan: ServicePlan) => ServicePlan): Promise<void>;
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

const THIS_RELEASE = join(import.meta.dirname, "../..");
/** Longer than a process may take to drain. */
const STOP_WITHIN_MS = 15_000;

/** @param release a checkout of another release; unless given, this one */
export function mainOf(service: string, release: string = THIS_RELEASE): string {
  return join(resolve(release), "services", service, "main.ts");
}

export function startService(first: ServicePlan): ServiceProcess {
  mkdirSync(first.folder, { recursive: true });
  let plan = first;
  let running = launch(plan);
  return {
    name: plan.name,
    service: plan.service,
    opsPort: plan.opsPort,
    pid: () => (running.hasEnded() ? undefined : running.child.pid),
    hasEnded: () => running.hasEnded(),
    stop: () => running.end("SIGTERM"),
    kill: () => running.end("SIGKILL"),
    async restart() {
      await running.end("SIGKILL");
      running = launch(plan);
    },
    async replaceWith(changed) {
      plan = changed(plan);
      await running.end("SIGTERM");
      running = launch(plan);
    },
  };
}

type Launched = { readonly child: ChildProcess; hasEnded(): boolean; end(signal: NodeJS.Signals): Promise<void> };

function launch(plan: ServicePlan): Launched {
  const logFile = join(plan.folder, `${plan.name}.log`);
  const output = openSync(logFile, "a");
  // In a process group of its own: Ctrl-C reaches the cluster, which ends its services in the order it wants.
  const child = spawn(process.execPath, [plan.main], { stdio: ["ignore", output, output], env: { ...process.env, ...plan.env }, detached: true });
  closeSync(output);
  endWithThisProcess(child);
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
  return {
    child,
    hasEnded: () => gone,
    async end(signal) {
      ending = true;
      if (gone) return;
      child.kill(signal);
      child.kill("SIGCONT"); // a paused process hears SIGTERM only once it goes on
      const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await exit;
      clearTimeout(impatience);
    },
  };
}
