import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeAsk } from "@teilhabe/platform/asking";
import { embeddedHub } from "@teilhabe/platform/bus/embedded-bus";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { readSettings } from "@teilhabe/platform/config";
import type { Engine } from "@teilhabe/platform/engine";
import type { Log } from "@teilhabe/platform/log";
import type { Ask } from "@teilhabe/platform/module";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { type AnyModule, type RunningModule, startModule } from "@teilhabe/platform/start-modules";
import { openSqliteStore, type SqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { makeMetrics } from "@teilhabe/platform/telemetry/metrics";
import { type FaultRates, faultyBus, faultyPort, faultyStore, type Life, NO_FAULTS } from "./faults.ts";
import type { Random } from "./random.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

export type SimulatedPlatform = {
  /** Asks as the gateway would; questions meet the same faults. A new one for each life. */
  ask(): Ask;
  readonly modules: () => readonly RunningModule[];
  /** Rejects once this life of the process is over: whoever waits for an answer waits no longer. */
  lost(): Promise<never>;
  /** True: the process was cut and waits to be started again. */
  isDown(): boolean;
  start(): Promise<void>;
  /** From now on nothing goes wrong any more. */
  heal(): void;
  /** How much has happened so far; when it stands still, time may pass. */
  stirred(): number;
  readonly lives: () => number;
  close(): Promise<void>;
};

export type Making = {
  readonly modules: readonly AnyModule[];
  readonly world: SimulatedWorld;
  readonly random: Random;
  readonly rates: FaultRates;
  readonly log: Log;
};

/** Modules whose own ports write: `{ name: port }`. */
const WRITING_PORTS = ["ballot-box"];

function withFaults<Ports>(module: string, ports: Ports, life: Life): Ports {
  if (!WRITING_PORTS.includes(module)) return ports;
  const each = Object.entries(ports as Record<string, object>).map(([name, port]) => [name, faultyPort(port, module, life)]);
  return Object.fromEntries(each) as Ports;
}

/** Files that survive a cut process need no disk here: power loss is not simulated. */
const IN_MEMORY = "/dev/shm";

type OneLife = Life & { over: boolean; readonly lost: Promise<never> };

/** The modules as they ship, on SQLite files and the embedded bus, in a process that is cut and started again. */
export function simulatedPlatform({ modules, world, random, rates, log }: Making): SimulatedPlatform {
  const folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "teilhabe-simulation-"));
  const settings = readSettings({ NODE_ENV: "test", PORT: "0", DATABASE_URL: `sqlite:${folder}`, LOG_LEVEL: "silent" });
  let opened: SqliteStore[] = [];
  let running: RunningModule[] = [];
  let ask: Ask | undefined;
  let life: OneLife | undefined;
  let healed = false;
  let starting = false;
  let stirs = 0;
  let lives = 0;

  function newLife(): OneLife {
    const { promise: lost, reject } = Promise.withResolvers<never>();
    lost.catch(() => undefined);
    const made: OneLife = {
      world: { ...world, after: (ms, call) => world.after(ms, () => (made.over ? undefined : call())) },
      random,
      over: false,
      lost,
      rates: () => (healed || starting ? NO_FAULTS : rates),
      isOver: () => made.over,
      end() {
        made.over = true;
        reject(new NoAnswer("anything", "disconnected"));
      },
      stir() {
        stirs += 1;
      },
    };
    return made;
  }

  function engineOf(current: Life): Engine {
    const hub = embeddedHub({ after: current.world.after });
    return {
      openBus: async (identity) => faultyBus(await hub.busFor(identity), current),
      async openStore(module, documents) {
        // The process is cut, never the power; and what takes its time, the disk or this machine, would make a seed's run depend on it.
        const file = join(folder, `${module}.db`);
        const paceless = { durable: false, groupMsMax: Number.POSITIVE_INFINITY };
        const store = openSqliteStore({ file, module, documents: documents as readonly DocumentKind<never>[], world, ...paceless });
        opened.push(store);
        hub.addStream(module, store.stream);
        return {
          store: faultyStore(store.store, module, current),
          portsOf: (ports) => withFaults(module, ports.sqlite(store.database), current),
          close: async () => store.close(),
        };
      },
      waitsFor: () => undefined,
      close: async () => undefined,
    };
  }

  return {
    ask() {
      if (ask === undefined) throw new Error("the platform was never started");
      return ask;
    },
    modules: () => running,
    lost: () => life?.lost ?? Promise.reject(new Error("the platform was never started")),
    isDown: () => life?.over === true,
    async start() {
      for (const store of opened) store.close();
      opened = [];
      running = [];
      lives += 1;
      starting = true;
      const current = newLife();
      life = current;
      const engine = engineOf(current);
      const metrics = makeMetrics();
      const health = { waitsFor: () => [], doesWithout: () => [], metrics: async () => "" };
      for (const module of modules)
        running.push(await startModule(module, { engine, world: current.world, settings, metrics, health, log: () => log }));
      ask = makeAsk(await engine.openBus({ module: "gateway", asks: ["*"], hears: ["*"] }), "gateway");
      starting = false;
    },
    heal() {
      healed = true;
    },
    stirred: () => stirs,
    lives: () => lives,
    async close() {
      life?.end();
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
