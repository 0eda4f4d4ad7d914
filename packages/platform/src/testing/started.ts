import type { Asker } from "@teilhabe/contracts/asker";
import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Operation, OutputOf, SentTo } from "@teilhabe/contracts/operation";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { makeAsk } from "../asking.ts";
import { realWorld, type World } from "../clock.ts";
import { readSettings, type Settings } from "../config.ts";
import { openEngine } from "../engine.ts";
import type { Health } from "../health.ts";
import type { Log } from "../log.ts";
import { silentLog } from "../pino-log.ts";
import { type AnyModule, type RunningModule, startModule } from "../start-modules.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { type TestWorld, testWorld } from "./test-world.ts";

export type Started = {
  /** Asks as anyone; `asker` as from `citizen("anna")`. */
  ask<O extends Operation>(operation: O, input: SentTo<O>, asker?: Asker): Promise<OutputOf<O> | Refusal>;
  /** Like ask, but a refusal fails the test. */
  done<O extends Operation>(operation: O, input: SentTo<O>, asker?: Asker): Promise<OutputOf<O>>;
  /** Takes in events and works off due tasks until nothing is left to do now. */
  settle(): Promise<void>;
  /** Moves the clock, then settles. Only without `realTime`. */
  advance(ms: number): Promise<void>;
  /** All events in a module's stream. */
  events(service: string): Promise<readonly CloudEvent[]>;
  /** As at `/readyz`. */
  waitsFor(): readonly string[];
  doesWithout(): readonly string[];
  readonly modules: readonly RunningModule[];
  readonly settings: Settings;
  readonly world: World;
  stop(): Promise<void>;
};

export type StartOptions = {
  /** True: real time and timers, for what talks over sockets. Otherwise time stands still until it is advanced. */
  readonly realTime?: boolean;
  /** Instead of either: a world of the test's own. */
  readonly world?: World;
  /** Settings that differ from the defaults of tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
};

const ROUNDS_MAX = 1_000;

/** Modules as they ship, on the embedded bus and SQLite in memory. */
export async function started(modules: readonly AnyModule[], options: StartOptions = {}): Promise<Started> {
  const settings = readSettings({ NODE_ENV: "test", PORT: "0", DATABASE_URL: "sqlite::memory:", LOG_LEVEL: "silent", ...options.settings });
  const manual: TestWorld | undefined = options.realTime === true || options.world !== undefined ? undefined : testWorld();
  const world = options.world ?? manual ?? realWorld();
  const log = options.log ?? silentLog;
  const engine = await openEngine({ settings, world, log });
  const running: RunningModule[] = [];
  const metrics = makeMetrics();
  const health: Health = {
    waitsFor: () => [engine.waitsFor(), ...running.map((module) => module.waitsFor())].filter((what) => what !== undefined),
    doesWithout: () => running.map((module) => module.doesWithout()).filter((what) => what !== undefined),
    metrics: () => metrics.text(),
  };
  for (const module of modules) running.push(await startModule(module, { engine, world, settings, metrics, health, log: () => log }));
  const tester = await engine.openBus({ module: "tests", asks: ["*"], hears: ["*"] });
  const ask = makeAsk(tester, "tests");
  const settle = () => settleAll(running);
  return {
    ask: (operation, input, asker) => ask(operation, input, asker === undefined ? {} : { asker }),
    async done(operation, input, asker) {
      const answer = await ask(operation, input, asker === undefined ? {} : { asker });
      if (typeof answer === "object" && answer !== null && "refused" in answer)
        throw new Error(`${operation.name} was refused: ${JSON.stringify(answer)}`);
      return answer as never;
    },
    settle,
    async advance(ms) {
      if (manual === undefined) throw new Error("time is real here and cannot be advanced");
      manual.advance(ms);
      await settle();
    },
    async events(service) {
      const { entries } = await tester.read(service, 0, 1_000);
      return entries.map((entry) => entry.event);
    },
    waitsFor: health.waitsFor,
    doesWithout: health.doesWithout,
    modules: running,
    settings,
    world,
    async stop() {
      for (const module of running.toReversed()) await module.stop();
      await tester.close();
      await engine.close();
    },
  };
}

async function settleAll(running: readonly RunningModule[]): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let moved = 0;
    for (const module of running) moved += (await module.intake?.pump()) ?? 0;
    for (const module of running) moved += (await module.worker?.pump()) ?? 0;
    if (moved === 0) return;
  }
  throw new Error(`still not settled after ${ROUNDS_MAX} rounds: do tasks make tasks for ever?`);
}
