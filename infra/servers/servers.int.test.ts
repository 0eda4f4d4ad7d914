import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NodeConnectionOptions } from "@nats-io/transport-node";
import { Kafka, logLevel } from "kafkajs";
import { MongoClient, type MongoClientOptions } from "mongodb";
import { fetchedFolder } from "./fetch-server.ts";
import { startKafka } from "./kafka.ts";
import { startMongo } from "./mongo.ts";
import { startNats } from "./nats.ts";
import type { ServerKind } from "./server-kind.ts";
import type { RunningServer } from "./server-process.ts";
import { describeIf } from "./test-servers.ts";

const WRITE_ATTEMPTS_MAX = 20;
const LIMIT_MS = 180_000;

let folder: string;
let started: RunningServer[];
let clients: { close(): Promise<void> }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "teilhabe-servers-test-"));
  started = [];
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await Promise.all(started.map((server) => server.kill()));
  await rm(folder, { recursive: true, force: true });
}, LIMIT_MS);

async function running<T extends RunningServer>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  started.push(server);
  return server;
}

function closedAtTheEnd<T extends { close(): Promise<void> }>(client: T): T {
  clients.push(client);
  return client;
}

/** A request made between disconnect and reconnect is never sent: a client for each connection keeps that out of these tests. */
async function natsClient(options: NodeConnectionOptions) {
  return closedAtTheEnd(await connect({ reconnect: false, ...options }));
}

function mongoClient(url: string, options: MongoClientOptions = {}): MongoClient {
  return closedAtTheEnd(new MongoClient(url, options));
}

function describeServer(kind: ServerKind, suite: () => void): void {
  describeIf(fetchedFolder(kind) !== undefined, `not fetched: node infra/servers/main.ts --only ${kind} --fetch`, `${kind} as a process`, suite);
}

describeServer("nats", () => {
  test("keeps an acknowledged message when it is killed and started again", async () => {
    const nats = await running(startNats({ folder }));
    const client = await natsClient({ servers: nats.url });
    await (await jetstreamManager(client)).streams.add({ name: "ideas", subjects: ["ideas.>"] });
    await jetstream(client).publish("ideas.one", "kept");

    await nats.kill();
    expect(nats.pids()).toEqual([]);
    await nats.restart();

    const again = await natsClient({ servers: nats.url });
    const message = await (await jetstreamManager(again)).streams.getMessage("ideas", { seq: 1 });
    expect(message?.string()).toBe("kept");
  });

  test("syncs its streams always, as its monitoring port says", async () => {
    const nats = await running(startNats({ folder }));
    const varz = (await (await fetch(`${nats.monitoringUrl}/varz`)).json()) as { jetstream: { config: { sync_always?: boolean } } };
    expect(varz.jetstream.config.sync_always).toBe(true);
  });

  test("says nothing while it is paused, and goes on afterwards", async () => {
    const nats = await running(startNats({ folder }));
    const client = await natsClient({ servers: nats.url });
    await nats.pause();
    await expect(Promise.race([client.flush().then(() => "answer"), silence(500)])).resolves.toBe("silence");
    nats.resume();
    await client.flush();
  });

  test("refuses what a user's permissions do not name", async () => {
    const permissions = { publish: { allow: ["votes.>"] }, subscribe: { allow: ["_INBOX.>"] } };
    const nats = await running(startNats({ folder, users: [{ user: "voting", password: "v", permissions }] }));
    await expect(natsClient({ servers: nats.url })).rejects.toThrow(/authorization/i);
    const client = await natsClient({ servers: nats.url, user: "voting", pass: "v" });
    const refused = new Promise((resolve) => client.subscribe("ideas.>", { callback: (error) => resolve(error?.name) }));
    await expect(refused).resolves.toBe("PermissionViolationError");
  });

  test("shows the end of its log when it does not start", async () => {
    const starting = startNats({ folder, syncInterval: "sometimes" });
    await expect(starting).rejects.toThrow(/nats ended while starting \(1\)[\s\S]*sometimes/);
  });

  test("is not started twice on one folder", async () => {
    const nats = await running(startNats({ folder }));
    await expect(startNats({ folder })).rejects.toThrow(`as process ${nats.pids()[0]}`);
  });
});

describeServer("mongodb", () => {
  test(
    "keeps a majority write when it is killed and started again, and does transactions",
    async () => {
      const mongo = await running(startMongo({ folder }));
      const client = mongoClient(mongo.url);
      const votes = client.db("test").collection<{ _id: string }>("votes", { writeConcern: { w: "majority", journal: true } });
      await client.withSession((session) => session.withTransaction(() => votes.insertOne({ _id: "one" }, { session })));

      await mongo.kill();
      await mongo.restart();

      expect(await votes.countDocuments()).toBe(1);
    },
    LIMIT_MS,
  );

  test(
    "as a set of three elects another primary when the first is killed, and takes it back",
    async () => {
      const mongo = await running(startMongo({ folder, nodes: 3, electionTimeoutMs: 2_000 }));
      const client = mongoClient(mongo.url, { writeConcern: { w: "majority", journal: true } });
      const votes = client.db("test").collection<{ _id: string; again?: boolean }>("votes");
      await votes.insertOne({ _id: "one" });

      const first = await mongo.primary();
      await first.kill();
      await untilWritten(() => votes.updateOne({ _id: "two" }, { $set: { again: true } }, { upsert: true }));
      expect((await mongo.primary()).url).not.toBe(first.url);
      await first.restart();

      expect(mongo.pids()).toHaveLength(3);
      const onFirst = mongoClient(first.url, { readPreference: "secondaryPreferred" });
      expect(await countOf(onFirst, 2)).toBe(2);
    },
    LIMIT_MS,
  );
});

/** A client may meet the end of the old primary more than once before it knows the new one. */
async function untilWritten(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

describeServer("kafka", () => {
  test(
    "keeps an acknowledged record when it is killed and started again",
    async () => {
      const server = await running(startKafka({ folder }));
      const kafka = new Kafka({ brokers: [server.url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
      await createTopic(kafka, "ideas");
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      await producer.send({ topic: "ideas", acks: -1, messages: [{ key: "one", value: "kept" }] });
      await producer.disconnect();

      await server.kill();
      await server.restart();

      expect(await firstValue(kafka, "ideas")).toBe("kept");
    },
    LIMIT_MS,
  );
});

function silence(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve("silence"), milliseconds));
}

/** A node that was away catches up in its own time: waits for the count, at most 10 s. */
async function countOf(client: MongoClient, wanted: number): Promise<number> {
  const count = () => client.db("test").collection("votes").countDocuments();
  for (let round = 0; round < 100 && (await count()) !== wanted; round += 1) await silence(100);
  return count();
}

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  await admin.disconnect();
}

async function firstValue(kafka: Kafka, topic: string): Promise<string | undefined> {
  const consumer = kafka.consumer({ groupId: "reader" });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const value = await new Promise<string | undefined>((resolve) => {
    void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) });
  });
  await consumer.disconnect();
  return value;
}
