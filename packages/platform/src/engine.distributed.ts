import type { BusIdentity } from "./bus/bus.ts";
import { type NatsBus, openNatsBus } from "./bus/nats-bus.ts";
import { natsTrouble } from "./bus/nats-health.ts";
import { PAYLOAD_BYTES_MIN } from "./bus/nats-messages.ts";
import { natsStreams } from "./bus/nats-streams.ts";
import { BadSettings } from "./config.ts";
import type { Engine, EngineNeeds, OpenedStore } from "./engine.ts";
import { checkNatsServer, checkStreamDurability } from "./provision/durability.ts";
import { provisionStream } from "./provision/provision-streams.ts";
import { type Relay, startRelay } from "./relay/relay.ts";
import { isModuleLaidOut, layOutModule, type ModuleDatabase, type OpenedMongo, openMongo, openMongoStore } from "./store/open-mongo.ts";

const AGAIN_MS = 1_000;
const CLOSED = Symbol("closed");

type Waiting = {
  /** Tries until it is done; meanwhile `what` is what the process waits for. */
  until<Result>(what: string, attempt: () => Promise<Result | undefined>): Promise<Result>;
};

type Parts = EngineNeeds & {
  readonly waiting: Waiting;
  readonly mongo: () => Promise<OpenedMongo>;
  readonly buses: Map<string, NatsBus>;
  readonly relays: Map<string, Relay>;
};

/** NATS and MongoDB. Returns at once: what is opened waits for its server, and `waitsFor` says for which. */
export function openDistributedEngine(needs: EngineNeeds): Engine {
  const { settings, world, log } = needs;
  const waitedFor: string[] = [];
  const closing = Promise.withResolvers<typeof CLOSED>();
  let mongo: Promise<OpenedMongo> | undefined;
  async function attempts<Result>(what: string, attempt: () => Promise<Result | undefined>): Promise<Result> {
    for (let isFirst = true; ; isFirst = false) {
      const { result, error } = await outcomeOf(Promise.race([attempt(), closing.promise]));
      if (result === CLOSED) throw new Error(`closed while waiting for ${what}`);
      if (error instanceof BadSettings) throw error;
      if (result !== undefined) return result;
      if (isFirst) log.warn(`waiting for ${what}`, error === undefined ? {} : { error });
      await Promise.race([new Promise<void>((resolve) => world.after(AGAIN_MS, resolve)), closing.promise]);
    }
  }
  const waiting: Waiting = {
    async until(what, attempt) {
      waitedFor.push(what);
      return attempts(what, attempt).finally(() => waitedFor.splice(waitedFor.indexOf(what), 1));
    },
  };
  const openOne = () => {
    mongo ??= waiting.until("MongoDB (DATABASE_URL)", () => openMongo(settings.DATABASE_URL));
    return mongo;
  };
  const parts: Parts = { ...needs, waiting, mongo: openOne, buses: new Map(), relays: new Map() };
  return {
    openBus: (identity) => openBus(parts, identity),
    openStore: (module, documents, collections = []) => openStore(parts, { module, documents, collections }),
    waitsFor: () => waitedFor[0] ?? lost(parts.buses) ?? [...parts.relays.values()].map((relay) => relay.broken()).find(Boolean),
    async close() {
      closing.resolve(CLOSED);
      await Promise.all([...parts.relays.values()].map((relay) => relay.stop()));
      await Promise.all([...parts.buses.values()].map((bus) => bus.close()));
      await (await mongo?.catch(() => undefined))?.close();
    },
  };
}

async function outcomeOf<Result>(work: Promise<Result>): Promise<{ readonly result?: Result; readonly error?: unknown }> {
  try {
    return { result: await work };
  } catch (error) {
    return { error };
  }
}

function lost(buses: ReadonlyMap<string, NatsBus>): string | undefined {
  const any = [...buses].find(([, bus]) => !bus.isConnected());
  return any && `${any[0]}'s connection to NATS (BUS_URL)`;
}

async function openBus({ waiting, settings, log, buses }: Parts, identity: BusIdentity): Promise<NatsBus> {
  const complain = (what: string, error: unknown) => log.warn(what, { module: identity.module, error });
  const bus = await waiting.until("NATS (BUS_URL)", () => openNatsBus({ url: settings.BUS_URL, complain }, identity));
  checkNatsServer(bus.line.nc.info, PAYLOAD_BYTES_MIN);
  buses.set(identity.module, bus);
  const close = async () => {
    buses.delete(identity.module);
    await bus.close();
  };
  return { ...bus, close };
}

async function openStore(parts: Parts, wanted: ModuleDatabase): Promise<OpenedStore> {
  const { module, documents } = wanted;
  const { world, log, relays, buses } = parts;
  const opened = await parts.mongo();
  const bus = buses.get(module);
  if (bus === undefined) throw new Error(`the bus of ${module} must be opened before its store`);
  await provided(parts, opened, bus, wanted);
  const { store, connection, all } = openMongoStore(opened, {
    module,
    documents,
    world,
    factsCommitted: () => {
      relays.get(module)?.wake();
      bus.wakeRelay(); // another replica may hold the lease
    },
  });
  const trouble = () => natsTrouble(parts.settings.NATS_MONITORING_URL);
  const relay = startRelay({ module, replica: world.newId(), store, all, bus, world, log, trouble });
  relays.set(module, relay);
  const stopListening = await bus.onRelayWoken(() => relay.wake());
  return {
    store,
    portsOf: (ports) => ports.mongodb(connection),
    async close() {
      await stopListening();
      await relay.stop();
      relays.delete(module);
      await store.close();
    },
  };
}

/** In production the provisioning makes database and stream, and each start checks that nothing acknowledged can be lost. */
async function provided({ waiting, settings, world }: Parts, opened: OpenedMongo, bus: NatsBus, wanted: ModuleDatabase): Promise<void> {
  const { module } = wanted;
  const { nc } = bus.line;
  if (settings.NODE_ENV !== "production") {
    await waiting.until(`the database of ${module}`, async () => {
      await layOutModule(opened, wanted, world.newId);
      return true;
    });
    await waiting.until(`the stream of ${module}`, () => provisionStream(nc, module, 1));
    return;
  }
  await waiting.until(`the provisioning of ${module}'s database`, async () => (await isModuleLaidOut(opened, wanted)) || undefined);
  const stream = await waiting.until(`the provisioning of ${module}'s stream`, () => natsStreams(bus.line, module).info(module));
  await checkStreamDurability(stream.replicas, settings.NATS_MONITORING_URL);
}
