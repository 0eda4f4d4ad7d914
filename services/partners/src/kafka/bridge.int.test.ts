import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { CloudEvent } from "@teilhabe/contracts/event";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { realWorld } from "@teilhabe/platform/clock";
import { silentLog } from "@teilhabe/platform/pino-log";
import { openSqliteStore, type SqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import { patiently } from "../../../../infra/faults/patiently.ts";
import { startKafka } from "../../../../infra/servers/kafka.ts";
import type { RunningServer } from "../../../../infra/servers/server-process.ts";
import { type SmallDisk, smallDisk } from "../../../../infra/servers/small-disk.ts";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { entryDocument, entryId, HEAD_ID, headDocument } from "../domain/documents.ts";
import { partners } from "../module.ts";
import { sqlitePartnerQueries } from "../queries/partner-queries.sqlite.ts";
import { BRIDGE_ID, type Bridge, bridgeDocument, startBridge } from "./bridge.ts";
import { aggregateOf, type EventTopics, topicOf } from "./event-topics.ts";
import { kafkaTopics } from "./kafka-topics.ts";
import { provisionTopics } from "./provision-topics.ts";

const START_MS = 150_000;
const AGGREGATES = 7;
/** Room for what the tests send, and less than one of their batches. */
const SIZE = { megabytes: 256, fileBytes: 100_000 };
const BATCHES_MAX = 40;
const PAST_LEASE_MS = 31_000;

type Read = { readonly key: string; readonly value: string; readonly contentType: string; readonly partition: number };

/** The `n`th event of the log: every second one is of ideas, the others of voting. */
function eventAt(n: number): CloudEvent {
  const aggregate = `idea/${n % AGGREGATES}`;
  const type = n % 2 === 0 ? "ideas.idea-published.v1" : "voting.ballot-opened.v1";
  const more = {
    source: "https://city.example/ideas",
    datacontenttype: "application/json",
    dataschema: "https://city.example/schemas/x.json",
  } as const;
  return {
    specversion: "1.0",
    id: `${aggregate}:${n}:0`,
    type,
    subject: String(n % AGGREGATES),
    time: "2026-11-27T10:00:00.000Z",
    ...more,
    data: { n },
  };
}

// A broker of its own, because it is killed and paused.
describeWith("kafka", "the bridge to Kafka", () => {
  const world = realWorld();
  /** Each test has topics of its own, so that nothing is taken for arrived that another test had sent. */
  let prefix = "";
  let topics: readonly string[] = [];
  let folder = "";
  let disk: SmallDisk;
  let kafka: RunningServer;
  let opened: SqliteStore;
  let length = 0;
  let padding = "";
  const bridges: Bridge[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-kafka-"));
    disk = smallDisk(join(folder, "data"), SIZE);
    kafka = await startKafka({ folder });
  }, START_MS);
  afterAll(async () => {
    await kafka.kill();
    disk.remove();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);
  beforeEach(async () => {
    prefix = `test-${randomBytes(4).toString("hex")}`;
    topics = [topicOf("ideas.x.v1", prefix), topicOf("voting.x.v1", prefix)];
    expect((await provisionTopics(kafka.url, topics, 1)).map(({ did }) => did)).toEqual(["made", "made"]);
    opened = openSqliteStore({ file: ":memory:", module: "partners", documents: partners.documents ?? [], world });
    length = 0;
    padding = "";
  }, START_MS);
  afterEach(async () => {
    for (const bridge of bridges.splice(0)) await bridge.stop();
    opened.close();
  }, START_MS);

  async function grow(count: number): Promise<void> {
    const at = Array.from({ length: count }, (_, index) => length + 1 + index);
    const entries = at.map((position) => ({
      ...{ kind: entryDocument as never, id: entryId(position), expectedVersion: 0 },
      then: { put: { event: { ...eventAt(position), ...(padding !== "" && { data: { n: position, padding } }) } } },
    }));
    const version = (await opened.store.load(headDocument, HEAD_ID))?.version ?? 0;
    length += count;
    const head = { kind: headDocument as never, id: HEAD_ID, expectedVersion: version, then: { put: { position: length } } };
    expect(await opened.store.commit({ id: world.newId(), writes: [head, ...entries] })).toEqual({ committed: true });
    for (const bridge of bridges) bridge.wake();
  }

  function bridging(sending: EventTopics = kafkaTopics(kafka.url, prefix), clock = world): Bridge {
    const queries = sqlitePartnerQueries(opened.database);
    const bridge = startBridge({ store: opened.store, queries, topics: sending, world: clock, log: silentLog });
    bridges.push(bridge);
    return bridge;
  }
  const arrived = (bridge: Bridge) => patiently(async () => (await bridge.behind()) === 0);

  /** Everything in the topics since the test began. */
  async function reading(): Promise<{ seen: Read[]; consumer: Consumer }> {
    const client = new Kafka({ brokers: [kafka.url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
    const consumer = client.consumer({ groupId: `reader-${randomBytes(4).toString("hex")}` });
    const seen: Read[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message: { key, value, headers } }) => {
        seen.push({ key: String(key), value: String(value), contentType: String(headers?.["content-type"]), partition });
      },
    });
    return { seen, consumer };
  }

  /** Nothing missing, and in order for each aggregate once repeated ids are dropped. @returns how many came */
  async function expectAll(): Promise<number> {
    const { seen, consumer } = await reading();
    const wanted = Array.from({ length }, (_, index) => eventAt(index + 1));
    const ofThisTest = () => seen.map(({ value }) => CloudEvent.parse(JSON.parse(value)));
    await until(() => wanted.every(({ id }) => ofThisTest().some((event) => event.id === id)));
    await consumer.disconnect();
    const first = ofThisTest().filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
    for (let n = 0; n < AGGREGATES; n++)
      for (const type of ["ideas.idea-published.v1", "voting.ballot-opened.v1"]) {
        const mine = (event: CloudEvent) => aggregateOf(event) === `idea/${n}` && event.type === type;
        const order = first.filter(mine).map(({ data }) => (data as { n: number }).n);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    return seen.length;
  }

  test(
    "gives every public event to the topic of its service, under the key of its aggregate, in the same bytes as everywhere",
    async () => {
      const bridge = bridging();
      await grow(40);
      await arrived(bridge);
      const { seen, consumer } = await reading();
      await until(() => seen.length === 40);
      await consumer.disconnect();
      expect(new Set(seen.map(({ value }) => value))).toEqual(new Set(Array.from({ length: 40 }, (_, index) => JSON.stringify(eventAt(index + 1)))));
      for (const { key, value, contentType } of seen) {
        expect(key).toBe(aggregateOf(JSON.parse(value)));
        expect(contentType).toBe("application/cloudevents+json; charset=UTF-8");
      }
      for (const key of new Set(seen.map((one) => one.key)))
        expect(new Set(seen.filter((one) => one.key === key).map(({ partition }) => partition)).size).toBe(1);
      expect((await opened.store.load(bridgeDocument, BRIDGE_ID))?.state).toEqual({ position: 40 });
    },
    START_MS,
  );

  test(
    "loses nothing when the broker is killed, paused, or not there when it starts",
    async () => {
      const bridge = bridging();
      for (let batch = 0; batch < 5; batch++) await grow(100);
      await kafka.kill();
      await grow(300);
      bridging(); // a second replica, begun while the broker is away
      await kafka.restart();
      await arrived(bridge);
      await grow(200);
      await kafka.pause();
      await grow(100);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await kafka.resume();
      await arrived(bridge);
      expect(await expectAll()).toBeGreaterThanOrEqual(length);
    },
    START_MS,
  );

  test(
    "loses nothing when the broker's disk is full, which ends the broker, and goes on once that is started again with room",
    async () => {
      const bridge = bridging();
      await grow(100);
      await arrived(bridge);
      padding = "x".repeat(20_000);
      disk.fill(kafka.pids());
      for (let batch = 0; kafka.pids().length > 0 && batch < BATCHES_MAX; batch++) {
        await grow(10);
        await new Promise((resolve) => setTimeout(resolve, 500)); // the broker looks after its disk now and then
      }
      expect(kafka.pids()).toEqual([]);
      expect(await bridge.behind()).toBeGreaterThan(0);
      disk.free([]);
      await kafka.restart();
      await arrived(bridge);
      await expectAll();
    },
    START_MS,
  );

  test(
    "loses nothing and keeps the order when it sleeps past its lease, its successor sends everything, and it wakes up with an old batch in its hands",
    async () => {
      const real = kafkaTopics(kafka.url, prefix);
      const asleep = Promise.withResolvers<void>();
      const woken = Promise.withResolvers<void>();
      let sent = 0;
      const sleepy: EventTopics = {
        connect: () => real.connect(),
        async send(events) {
          sent += 1;
          if (sent === 1) {
            asleep.resolve();
            await woken.promise;
          }
          await real.send(events);
        },
        close: () => real.close(),
      };
      bridging(sleepy);
      await grow(50);
      await asleep.promise;
      const later = { ...world, nowMs: () => world.nowMs() + PAST_LEASE_MS };
      const successor = bridging(undefined, later);
      await grow(50);
      await arrived(successor);
      woken.resolve();
      await grow(50);
      await arrived(successor);
      await patiently(async () => (await expectAll()) > length);
    },
    START_MS,
  );

  test(
    "sends again what it cannot know to be there, when it dies between the broker's answer and its own note",
    async () => {
      const real = kafkaTopics(kafka.url, prefix);
      const batches: number[] = [];
      const dying: EventTopics = {
        connect: () => real.connect(),
        async send(events) {
          await real.send(events);
          batches.push(events.length);
          if (batches.length <= 2) throw new Error("the process ended here");
        },
        close: () => real.close(),
      };
      const bridge = bridging(dying);
      await grow(60);
      await arrived(bridge);
      expect(batches.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(60);
      await expectAll();
    },
    START_MS,
  );

  test(
    "sends the longest events that there may be, many at once",
    async () => {
      padding = "x".repeat(500 * 1024);
      const bridge = bridging();
      await grow(21);
      await arrived(bridge);
      await expectAll();
    },
    START_MS,
  );

  test(
    "topics that drifted are corrected, and what the broker took is read back",
    async () => {
      const [topic = ""] = topics;
      const admin = new Kafka({ brokers: [kafka.url.replace("kafka://", "")], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      await admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: topic, configEntries: [{ name: "retention.ms", value: "1000" }] }],
      });
      await admin.disconnect();
      await until(async () => (await provisionTopics(kafka.url, topics, 1))[0]?.did === "corrected");
      expect((await provisionTopics(kafka.url, topics, 1)).map(({ did }) => did)).toEqual(["found right", "found right"]);
    },
    START_MS,
  );
});
