import { realWorld } from "./clock.ts";
import { BadSettings, readSettings, type Settings } from "./config.ts";
import { openEngine } from "./engine.ts";
import type { Health } from "./health.ts";
import { startOpsServer } from "./http/ops-server.ts";
import type { Log } from "./log.ts";
import { pinoLog } from "./pino-log.ts";
import { type AnyModule, type RunningModule, startModule } from "./start-modules.ts";
import { FolderInUse } from "./store/lock-folder.ts";
import { makeMetrics } from "./telemetry/metrics.ts";
import { startTracing } from "./telemetry/tracing.ts";

/** Exit codes as everywhere in the project: 0 done, 1 failed, 2 wrong use. */
const WRONG_USE = 2;

export type RunningProcess = { readonly settings: Settings; stop(): Promise<void> };
type BegunProcess = RunningProcess & { readonly started: Promise<void> };

/**
 * Runs the modules in this process until SIGTERM or SIGINT, then drains within DRAIN_MS.
 * Settings come from the environment; wrong ones are all named at once and end the process with exit code 2.
 */
export async function run(modules: readonly AnyModule[]): Promise<RunningProcess> {
  try {
    const settings = readSettings();
    const log = pinoLog(settings.LOG_LEVEL, "process");
    const begun = await begin(modules, settings, log);
    endOnSignals(begun, settings, log);
    await begun.started;
    return begun;
  } catch (error) {
    const isExpected = error instanceof BadSettings || error instanceof FolderInUse;
    process.stderr.write(`${error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
    process.exit(isExpected ? WRONG_USE : 1);
  }
}

/** @returns at once: a process that waits for its servers hears signals, and says at `/readyz` for what it waits */
async function begin(modules: readonly AnyModule[], settings: Settings, log: Log): Promise<BegunProcess> {
  const world = realWorld();
  const metrics = makeMetrics();
  const stopTracing = await startTracing(settings.OTEL_EXPORTER_OTLP_ENDPOINT, settings.OTEL_SERVICE_NAME ?? nameOf(modules));
  const engine = await openEngine({ settings, world, log });
  const running: RunningModule[] = [];
  let draining = false;
  const health: Health = {
    waitsFor() {
      if (draining) return ["draining"];
      if (running.length < modules.length) {
        const waitsFor = engine.waitsFor() ?? "starting";
        return modules.slice(running.length).map((module) => `${module.name}: ${waitsFor}`);
      }
      return [engine.waitsFor(), ...running.map((module) => prefixed(module.name, module.waitsFor()))].filter((what) => what !== undefined);
    },
    doesWithout: () => running.map((module) => prefixed(module.name, module.doesWithout())).filter((what) => what !== undefined),
    metrics: () => metrics.text(),
  };
  const stopOps = settings.OPS_PORT === undefined ? async () => undefined : await startOpsServer(settings.HOST, settings.OPS_PORT, health);
  async function startAll(): Promise<void> {
    for (const module of modules) {
      running.push(await startModule(module, { engine, world, settings, metrics, health, log: (name) => pinoLog(settings.LOG_LEVEL, name) }));
    }
    log.info("started", { modules: modules.map((module) => module.name) });
  }
  const started = startAll().catch((error: unknown) => {
    if (!draining) throw error; // what it waited for was closed under it
  });
  return {
    settings,
    started,
    async stop() {
      draining = true;
      for (const module of running.toReversed()) await module.stop();
      await engine.close();
      await stopOps();
      await stopTracing();
    },
  };
}

function prefixed(name: string, what: string | undefined): string | undefined {
  return what === undefined ? undefined : `${name}: ${what}`;
}

function nameOf(modules: readonly AnyModule[]): string {
  return modules.length === 1 ? `teilhabe-${modules[0]?.name}` : "teilhabe";
}

function endOnSignals(running: RunningProcess, settings: Settings, log: Log): void {
  let ending = false;
  const end = async (signal: string) => {
    if (ending) return;
    ending = true;
    log.info("draining", { signal });
    const late = setTimeout(() => {
      log.error("not drained in time", { drainMs: settings.DRAIN_MS });
      process.exit(1);
    }, settings.DRAIN_MS);
    await running.stop();
    clearTimeout(late);
    log.info("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      end(signal).catch((error: unknown) => {
        log.error("draining failed", { error });
        process.exit(1);
      });
    });
  }
  process.on("uncaughtException", (error) => {
    log.error("a bug ended the process", { error });
    process.exit(1);
  });
}
