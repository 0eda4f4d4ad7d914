import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { jetstreamManager } from "@nats-io/jetstream";
import { defineEvent } from "@teilhabe/contracts/event";
import { z } from "zod";
import { describeIf, realServer } from "../../../../infra/servers/test-servers.ts";
import { BATCH_EVENTS_MAX, type Bus } from "../bus/bus.ts";
import { readAll, until } from "../bus/bus-harness.ts";
import { type NatsBus, openNatsBus } from "../bus/nats-bus.ts";
import { realWorld } from "../clock.ts";
import { silentLog } from "../pino-log.ts";
import { provisionStream, remakeStream } from "../provision/provision-streams.ts";
import { rebuildStream } from "../provision/rebuild-stream.ts";
import { DURABLE } from "../store/mongo-collections.ts";
import { emptied } from "../store/mongo-harness.ts";
import { layOutModule, type MongoStore, type OpenedMongo, openMongo, openMongoStore } from "../store/open-mongo.ts";
import type { Store } from "../store/store.ts";
import { fact, note, write } from "../store/store-harness.ts";
import { intake } from "../tasks/intake.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { pendingFacts } from "./pending-facts.ts";
import { type Relay, startRelay } from "./relay.ts";
import { relayPlace } from "./relay-place.ts";

const natsUrl = realServer("nats");
const mongoUrl = realServer("mongodb");
const LEASE_MS = 5_000;

describeIf(natsUrl !== undefined && mongoUrl !== undefined, "needs NATS_URL and MONGODB_URL", "the relay", () => {
  const world = realWorld();
  const module = `relayed-${randomBytes(4).toString("hex")}`;
  let mongo: OpenedMongo;
  let bus: NatsBus;
  let opened: MongoStore;
  const relays: Relay[] = [];

  beforeAll(async () => {
    mongo = { ...(await openMongo(String(mongoUrl))), prefix: `test-${randomBytes(6).toString("hex")}` };
    await layOutModule(mongo, { module, documents: [note] }, world.newId);
    bus = await openNatsBus({ url: String(natsUrl) }, { module, asks: [], hears: [] });
  });
  beforeEach(async () => {
    await remakeStream(bus.line.nc, module, 1);
    opened = openMongoStore(mongo, { module, documents: [note], world });
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await opened.store.close();
    await emptied(opened.all);
  });
  afterAll(async () => {
    await (await jetstreamManager(bus.line.nc)).streams.delete(`events-${module}`);
    await opened.all.db.dropDatabase();
    await bus.close();
    await mongo.close();
  });

  function relaying(over: Pick<Bus, "append" | "read"> = bus, store: Store = opened.store): Relay {
    const relay = startRelay({ module, replica: world.newId(), store, all: opened.all, bus: over, world, log: silentLog });
    relays.push(relay);
    return relay;
  }
  /** Every replica believes that it has the lease: what happens to those that were paused and wake up. */
  const leaseless = (): Store => ({ ...opened.store, lease: async () => true });

  async function commitVersions(id: string, from: number, count: number): Promise<void> {
    for (let version = from; version < from + count; version += 1) {
      const writes = [write(id, version - 1, { text: String(version) })];
      await opened.store.commit({ id: world.newId(), writes, facts: [fact(id, version, 0), fact(id, version, 1)] });
    }
  }
  async function streamed(): Promise<readonly string[]> {
    return (await readAll(bus, module)).map(({ event }) => event.id);
  }
  const versionsOf = (id: string, count: number) =>
    Array.from({ length: count }, (_, index) => [`${id}:${index + 1}:0`, `${id}:${index + 1}:1`]).flat();
  const published = async (count: number) => {
    await until(async () => (await pendingFacts(opened.all)).rows.length === 0 && (await streamed()).length >= count);
  };

  test("brings facts into the stream once, those of an aggregate in their order", async () => {
    const relay = relaying();
    const ids = ["a", "b", "c", "d"];
    await Promise.all(ids.map((id) => commitVersions(id, 1, 12)));
    relay.wake();
    await published(96);
    const all = await streamed();
    expect(all).toHaveLength(96);
    for (const id of ids) expect(all.filter((event) => event.startsWith(`${id}:`))).toEqual(versionsOf(id, 12));
    expect(relay.broken()).toBeUndefined();
  });

  test("that is killed between publishing and marking leaves nothing that is published twice", async () => {
    await commitVersions("a", 1, 5);
    const { rows } = await pendingFacts(opened.all);
    await bus.append(
      rows.map(({ event }) => JSON.parse(event)),
      0,
    ); // and then the process is gone
    relaying();
    await commitVersions("a", 6, 2);
    await published(14);
    expect(await streamed()).toEqual(versionsOf("a", 7));
  });

  test("that does not hear what became of its batch looks into the stream", async () => {
    let failing = 4;
    const flaky: Pick<Bus, "append" | "read"> = {
      read: (...what) => bus.read(...what),
      async append(batch, expected) {
        failing -= 1;
        if (failing === 2) throw new Error("never sent");
        const sequence = await bus.append(batch, expected);
        if (failing > 0) throw new Error("sent, but the answer was lost");
        return sequence;
      },
    };
    await commitVersions("a", 1, 3);
    relaying(flaky);
    await commitVersions("a", 4, 3);
    await published(12);
    expect(await streamed()).toEqual(versionsOf("a", 6));
  });

  test("that was paused and wakes up behind its successor publishes nothing again", async () => {
    const { promise: paused, resolve: wakeUp } = Promise.withResolvers<void>();
    let arrived = false;
    const slow: Pick<Bus, "append" | "read"> = {
      read: (...what) => bus.read(...what),
      async append(batch, expected) {
        arrived = true;
        await paused;
        return bus.append(batch, expected);
      },
    };
    await commitVersions("a", 1, 4);
    relaying(slow, leaseless());
    await until(() => arrived);
    relaying(bus, leaseless()); // the successor
    await published(8);
    await commitVersions("a", 5, 2);
    wakeUp();
    await published(12);
    expect(await streamed()).toEqual(versionsOf("a", 6));
  });

  test("that works beside others that believe to be the only one loses and doubles nothing", async () => {
    for (let n = 0; n < 3; n += 1) relaying(bus, leaseless());
    const ids = Array.from({ length: 8 }, (_, index) => `x${index}`);
    await Promise.all(ids.map((id) => commitVersions(id, 1, 8)));
    for (const relay of relays) relay.wake();
    await published(128);
    const all = await streamed();
    expect(new Set(all).size).toBe(all.length);
    for (const id of ids) expect(all.filter((event) => event.startsWith(`${id}:`))).toEqual(versionsOf(id, 8));
  }, 60_000);

  test.each([0, BATCH_EVENTS_MAX])("takes a lower version first whatever the clocks said, with %i others that wait", async (others) => {
    const row = (aggregate: string, version: number, atMs: number) => ({ aggregate, version, atMs, id: `${aggregate}:${version}:0` });
    const rows = [row("a", 2, 1), row("a", 1, 9_000), ...Array.from({ length: others }, (_, n) => row(`x${n}`, 1, 2 + n))];
    await opened.all.outbox.insertMany(
      rows.map(({ id }) => ({ _id: id, event: "{}" })),
      DURABLE,
    );
    await opened.all.pending.insertMany(
      rows.map(({ atMs, ...place }) => ({ _id: place.id, atMs, facts: [{ ...place, n: 0 }] })),
      DURABLE,
    );
    const facts = (await pendingFacts(opened.all)).rows.map(({ _id }) => _id).filter((id) => id.startsWith("a:"));
    expect(facts).toEqual(["a:1:0", "a:2:0"].slice(0, others === 0 ? 2 : facts.length));
  });

  test("holds its lease alone", async () => {
    const [first, second] = [relaying(), relaying()];
    await commitVersions("a", 1, 1);
    first.wake();
    second.wake();
    await published(2);
    expect(await opened.store.lease("relay", "a third", world.nowMs(), world.nowMs() + LEASE_MS)).toBe(false);
  });

  test("says so when the stream was lost, and fills it again from the outbox when told", async () => {
    const first = relaying();
    await commitVersions("a", 1, 3);
    first.wake();
    await published(6);
    await first.stop();
    await remakeStream(bus.line.nc, module, 1);
    const second = relaying(bus, leaseless());
    await commitVersions("a", 4, 1);
    second.wake();
    await until(() => second.broken() !== undefined);
    expect(second.broken()).toContain("rebuild");
    expect(await streamed()).toEqual([]);
    await rebuildStream({ nc: bus.line.nc, mongo, replicas: 1 }, module, bus);
    await published(8);
    expect(await streamed()).toEqual(versionsOf("a", 4));
    await until(() => second.broken() === undefined);
  });

  test("is made again as far as the outbox reaches back; a reader who was not as far says what is gone", async () => {
    const relay = relaying();
    await commitVersions("a", 1, 4);
    relay.wake();
    await published(8);
    await relay.stop();
    const { epoch } = await bus.read(module, 0, 1);
    const ids = (await streamed()).slice(0, 3);
    await opened.all.outbox.deleteMany({ _id: { $in: ids } }); // kept long enough
    await opened.all.published.deleteMany({ last: { $lte: 3 } });
    const place = { stream: module, from: undefined };
    expect(await opened.store.commit({ id: world.newId(), position: { ...place, to: { epoch, sequence: 1 } } })).toEqual({ committed: true });
    expect(await rebuildStream({ nc: bus.line.nc, mongo, replicas: 1 }, module, bus)).toEqual({ first: 4, last: 8 });
    expect((await bus.read(module, 0, 10)).entries.map(({ sequence }) => sequence)).toEqual([4, 5, 6, 7, 8]);

    const data = z.object({ id: z.string() });
    const event = defineEvent({ type: `${module}.noted.v1`, audience: "internal", description: "Noted.", data, subject: "id", example: { id: "a" } });
    const reading = { module, replica: "r", bus, store: opened.store, world, log: silentLog, metrics: makeMetrics(), pages: undefined };
    const reader = intake({
      ...reading,
      origin: { module, publicUrl: "https://city.example", epoch: "" },
      reactions: [{ event, name: "note", handle: async () => undefined }],
      tasksCommitted: () => undefined,
    });
    await reader.pump();
    expect(reader.broken()).toContain("we had read up to 1, and it goes on at 4");
    await reader.stop();
  });

  test("is well again after an outage, also when nothing waits to be published", async () => {
    let isAway = true;
    const away: Pick<Bus, "append" | "read"> = {
      read: (...what) => (isAway ? Promise.reject(new Error("the server is away")) : bus.read(...what)),
      append: (...what) => bus.append(...what),
    };
    const relay = relaying(away);
    await until(() => relay.broken() !== undefined);
    isAway = false;
    await until(() => relay.broken() === undefined);
  });

  test("is well again after an outage of the store when another replica has the lease by then", async () => {
    let isAway = true;
    const store: Store = {
      ...opened.store,
      lease: (...what) => (isAway ? Promise.reject(new Error("the store is away")) : opened.store.lease(...what)),
    };
    const relay = relaying(bus, store);
    await until(() => relay.broken() !== undefined);
    expect(await opened.store.lease("relay", "another", world.nowMs(), world.nowMs() + 60_000)).toBe(true);
    isAway = false;
    await until(() => relay.broken() === undefined);
  });

  test("remembers how far the stream is known", async () => {
    const relay = relaying();
    await commitVersions("a", 1, 2);
    relay.wake();
    await published(4);
    await relay.stop();
    const { epoch, lastSequence } = await bus.read(module, 0, 1);
    expect(await relayPlace(opened.all)).toEqual({ epoch, sequence: lastSequence });
    expect((await provisionStream(bus.line.nc, module, 1)).did).toBe("found right");
  });
});
