import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { createConsultation, movePhase, publishConsultation } from "@teilhabe/contracts/ideas/consultation-operations";
import { submitIdea } from "@teilhabe/contracts/ideas/idea-operations";
import { answerIdea } from "@teilhabe/contracts/ideas/moderation-operations";
import { readEvents } from "@teilhabe/contracts/partners/operations";
import { ideas } from "@teilhabe/ideas/module";
import { BRIDGE_ID, bridgeDocument } from "@teilhabe/partners/kafka/bridge";
import { provisionTopics } from "@teilhabe/partners/kafka/provision-topics";
import { partners } from "@teilhabe/partners/module";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { Kafka, logLevel } from "kafkajs";
import { patiently } from "../faults/patiently.ts";
import { startKafka } from "../servers/kafka.ts";
import { type RunningMongo, startMongo } from "../servers/mongo.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { describeWith } from "../servers/test-servers.ts";

const START_MS = 240_000;
const TOPIC = "teilhabe.ideas";
const ROOT = join(import.meta.dirname, "../..");

// Servers of its own, because one is replaced by its backup; that there are some shows that they can be had here.
describeWith("kafka", "Kafka's topics, after MongoDB was restored from a backup", () => {
  let folder = "";
  let nats: RunningNats;
  let mongo: RunningMongo;
  let kafka: RunningServer;
  let platform: Started;
  let client: Kafka;
  let consultation = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "teilhabe-topics-"));
    const at = (name: string) => ({ folder: join(folder, name) });
    [nats, mongo, kafka] = await Promise.all([startNats({ ...at("nats"), syncInterval: "1m" }), startMongo(at("mongodb")), startKafka(at("kafka"))]);
    client = new Kafka({ brokers: [kafka.url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
    await provisionTopics(kafka.url, [TOPIC], 1);
    await begin();
    ({ consultation } = await platform.done(createConsultation, { title: "Parks", description: "What do they need?" }, staff()));
    await platform.done(publishConsultation, { consultation }, staff());
    await platform.done(movePhase, { consultation, phase: "ideas" }, staff());
  }, START_MS);
  afterAll(async () => {
    await platform.stop();
    await Promise.all([nats.kill(), mongo.kill(), kafka.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }, START_MS);

  async function begin(): Promise<void> {
    const settings = { BUS_URL: nats.url, DATABASE_URL: mongo.url, KAFKA_URL: kafka.url };
    platform = await started([ideas, partners], { realTime: true, settings });
  }
  async function command(file: string, ...args: readonly string[]): Promise<void> {
    const env = { ...process.env, BUS_URL: nats.url, DATABASE_URL: mongo.url };
    await promisify(execFile)(process.execPath, [join(ROOT, file), ...args], { env });
  }
  async function submitted(title: string): Promise<string> {
    const { idea } = await platform.done(submitIdea, { consultation, title, text: "In words" }, citizen("anna"));
    return idea;
  }
  const answered = (idea: string, verdict: "accepted" | "rejected") =>
    platform.done(answerIdea, { idea, verdict, text: "The city says so." }, staff());
  const inLog = async () => (await platform.done(readEvents, { limit: 100 })).items.map(({ event }) => event as CloudEvent);

  async function inTopic(): Promise<readonly CloudEvent[]> {
    const admin = client.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(TOPIC);
    await admin.disconnect();
    const events: CloudEvent[] = [];
    const consumer = client.consumer({ groupId: `reader-${randomBytes(4).toString("hex")}` });
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void events.push(JSON.parse(String(message.value)) as CloudEvent) });
    await patiently(() => events.length >= offsets.reduce((sum, { high }) => sum + Number(high), 0));
    await consumer.disconnect();
    return events;
  }
  /** Everything in the topic, once this event of this idea is there. */
  async function topicWith(type: string, idea: string): Promise<readonly CloudEvent[]> {
    let events: readonly CloudEvent[] = [];
    await patiently(async () => {
      events = await inTopic();
      return events.some((event) => event.type === type && event.subject === idea);
    });
    return events;
  }

  async function restored(): Promise<void> {
    await platform.stop();
    await mongo.stop();
    const data = join(folder, "mongodb", "node1", "data");
    renameSync(data, `${data}-broken`);
    cpSync(join(folder, "backup"), data, { recursive: true });
    await mongo.restart();
    for (const { name } of [ideas, partners]) await command("infra/provision/main.ts", "--restored", name);
    for (const { name } of [ideas, partners]) await command("infra/provision/main.ts", "--rebuild", name);
    await begin();
  }
  async function topicsLost(): Promise<void> {
    const admin = client.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [TOPIC] });
    await admin.disconnect();
    await provisionTopics(kafka.url, [TOPIC], 1);
    await platform.stop();
    const opened = await openMongo(mongo.url);
    await databaseOf(opened, partners.name).all.documents(bridgeDocument).deleteOne({ _id: BRIDGE_ID });
    await opened.close();
    await begin();
  }

  test(
    "keep what the backup lost, get everything else, and no id comes again for another event; lost topics are filled again from the log",
    async () => {
      const kept = await submitted("Benches");
      await topicWith("ideas.idea-published.v1", kept);
      await command("infra/mongo/backup.ts", String(mongo.nodes[0]?.url), join(folder, "backup"));
      await answered(kept, "rejected");
      const lost = await submitted("Lost");
      await topicWith("ideas.idea-published.v1", lost);

      await restored();
      await answered(kept, "accepted");
      const events = await topicWith("ideas.idea-published.v1", await submitted("Trees"));
      const known = new Set((await inLog()).map(({ id }) => id));
      expect(known.difference(new Set(events.map(({ id }) => id)))).toEqual(new Set());
      const unknown = events.filter(({ id }) => !known.has(id));
      expect(new Set(unknown.map(({ subject }) => subject))).toEqual(new Set([kept, lost]));
      expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(new Set(events.map(({ id }) => id)).size);

      await topicsLost();
      await patiently(async () => (await inTopic()).length >= known.size);
      expect((await inTopic()).map(({ id }) => id).toSorted()).toEqual([...known].toSorted());
    },
    START_MS,
  );
});
