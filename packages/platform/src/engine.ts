import type { BusFor } from "./bus/bus.ts";
import type { World } from "./clock.ts";
import type { Settings } from "./config.ts";
import { BadSettings } from "./config.ts";
import type { Log } from "./log.ts";
import type { PortsFor } from "./module.ts";
import type { DocumentKind } from "./rule.ts";
import type { DeclaredCollection } from "./store/mongo-declared.ts";
import type { Store } from "./store/store.ts";

export type OpenedStore = {
  readonly store: Store;
  /** This database's side of a module's own ports. */
  portsOf<Ports>(ports: PortsFor<Ports>): Ports;
  close(): Promise<void>;
};

/** What modules run on: the embedded default in one process, or NATS and MongoDB. */
export interface Engine {
  readonly openBus: BusFor;
  /** One database for each module; a module sees only its own. @param collections of its own ports, on MongoDB */
  openStore(module: string, documents: readonly DocumentKind<unknown>[], collections?: readonly DeclaredCollection[]): Promise<OpenedStore>;
  /** What it still waits for, such as an unreachable server; undefined when all is well. */
  waitsFor(): string | undefined;
  close(): Promise<void>;
}

export type EngineNeeds = { readonly settings: Settings; readonly world: World; readonly log: Log };

/** @throws BadSettings when BUS_URL and DATABASE_URL do not go together */
export async function openEngine(needs: EngineNeeds): Promise<Engine> {
  const { BUS_URL, DATABASE_URL } = needs.settings;
  const embedded = BUS_URL === "embedded:";
  if (embedded !== DATABASE_URL.startsWith("sqlite:")) {
    throw new BadSettings(
      `BUS_URL is ${embedded ? "embedded" : "distributed"} and DATABASE_URL is not: use embedded: with sqlite:FOLDER, or nats://… with mongodb://…`,
    );
  }
  if (embedded) return (await import("./engine.embedded.ts")).openEmbeddedEngine(needs);
  return (await import("./engine.distributed.ts")).openDistributedEngine(needs);
}
