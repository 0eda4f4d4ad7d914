import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { teilhabeClient } from "@teilhabe/client/client";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { submitIdea } from "@teilhabe/contracts/ideas/idea-operations";
import { partnersContract } from "@teilhabe/contracts/partners/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { gatewayTo } from "@teilhabe/gateway/module";
import { ideas } from "@teilhabe/ideas/module";
import { partners } from "@teilhabe/partners/module";
import { people } from "@teilhabe/people/module";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { openConsultation } from "../bench/ideas.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";
import { patiently } from "./patiently.ts";
import { sseReader } from "./readers.ts";
import { type People, peopleOf } from "./town.ts";
import { webhookReader } from "./webhook-reader.ts";

const LIMIT_MS = 120_000;
const IDEAS = 8;
/** Shorter than the bridge waits for a connection. */
const DELAY_MS_MAX = 4_000;

describeWith("mongodb", "Kafka that is away delays nobody", (mongoUrl) => {
  let databaseUrl = "";
  let folder = "";
  let nats: RunningNats;
  let platform: Started | undefined;
  let as: People;
  let url = "";
  const ends: (() => Promise<void> | void)[] = [];

  beforeEach(async () => {
    databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
    folder = mkdtempSync(join(tmpdir(), "teilhabe-kafka-away-"));
    nats = await startNats({ folder: join(folder, "nats"), syncInterval: "1m" });
  }, LIMIT_MS);
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await platform?.stop();
    await nats.kill();
    const opened = await openMongo(databaseUrl);
    for (const { name } of [people, ideas, partners]) await databaseOf(opened, name).all.db.dropDatabase();
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  async function begin(kafkaUrl: string): Promise<void> {
    const listening = ({ port }: { readonly port: number }) => {
      url = `http://127.0.0.1:${port}`;
    };
    const gateway = gatewayTo({ contracts: [peopleContract, ideasContract, partnersContract], listening });
    const settings = { BUS_URL: nats.url, DATABASE_URL: databaseUrl, ISSUER_FOLDER: folder, KAFKA_URL: kafkaUrl };
    platform = await started([people, ideas, partners, gateway], { realTime: true, settings });
    as = peopleOf(url, folder);
  }

  async function expectNobodyWaits(): Promise<void> {
    const consultation = await openConsultation(as("staff", "office"));
    const sse = sseReader({ consultation, ballot: "", offers: [], subscribers: [], as, nobody: teilhabeClient({ url }) }, 1);
    ends.push(sse.stop);
    const webhook = await webhookReader(as("partner", "partner"));
    ends.push(webhook.stop);
    for (let n = 0; n < IDEAS; n++) {
      const began = performance.now();
      const { idea } = await as("citizen", `writer-${n}`).ask(submitIdea, { consultation, title: `Bench ${n}`, text: "x" });
      const seenBy = ({ events }: { readonly events: readonly { readonly subject: string }[] }) => events.some(({ subject }) => subject === idea);
      await patiently(() => seenBy(sse) && seenBy(webhook));
      expect(performance.now() - began).toBeLessThan(DELAY_MS_MAX);
    }
    await patiently(() => platform?.doesWithout().includes("Kafka (KAFKA_URL)") === true);
  }

  test(
    "when it refuses connections",
    async () => {
      await begin("kafka://127.0.0.1:1");
      await expectNobodyWaits();
    },
    LIMIT_MS,
  );

  test(
    "when it takes connections and never answers, and neither does it delay the end",
    async () => {
      const sockets = new Set<Socket>();
      const silent = createServer((socket) => void sockets.add(socket));
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      ends.push(() => {
        for (const socket of sockets) socket.destroy();
        silent.close();
      });
      await begin(`kafka://127.0.0.1:${(silent.address() as AddressInfo).port}`);
      await expectNobodyWaits();
      expect(sockets.size).toBeGreaterThan(0);
      const began = performance.now();
      await platform?.stop();
      platform = undefined;
      expect(performance.now() - began).toBeLessThan(DELAY_MS_MAX);
    },
    LIMIT_MS,
  );
});
