import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { realWorld } from "@teilhabe/platform/clock";
import { databaseOf, layOutModule, type OpenedMongo, openMongo, openMongoStore } from "@teilhabe/platform/store/open-mongo";
import type { Store } from "@teilhabe/platform/store/store";
import { type ServiceProcess, startService } from "../../../../infra/cluster/service-process.ts";
import { PRODUCE } from "../../../../infra/faults/bridge-faults.ts";
import { kafkaReader } from "../../../../infra/faults/kafka-reader.ts";
import { patiently } from "../../../../infra/faults/patiently.ts";
import type { Reader } from "../../../../infra/faults/readers.ts";
import { type HeldConnection, type TcpProxy, tcpProxy } from "../../../../infra/faults/tcp-proxy.ts";
import { startKafka } from "../../../../infra/servers/kafka.ts";
import { type RunningNats, startNats } from "../../../../infra/servers/nats.ts";
import { keptPorts } from "../../../../infra/servers/ports.ts";
import { holdsConnection } from "../../../../infra/servers/process-table.ts";
import type { RunningServer } from "../../../../infra/servers/server-process.ts";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { entryDocument, entryId, HEAD_ID, headDocument } from "../domain/documents.ts";
import { partners } from "../module.ts";
import { BRIDGE_ID, bridgeDocument } from "./bridge.ts";
import { provisionTopics } from "./provision-topics.ts";
import { publicTopics } from "./public-topics.ts";

const LIMIT_MS = 240_000;
const SENT = 60;
const LATER = 20;

function eventAt(n: number): CloudEvent {
  const source = "https://city.example/ideas";
  const what = { id: `idea/${n % 7}:${n}:0`, type: "ideas.idea-published.v1", subject: String(n % 7), time: "2026-11-27T10:00:00.000Z" };
  return { specversion: "1.0", ...what, source, datacontenttype: "application/json", dataschema: `${source}/x.json`, data: { n } };
}

/** NATS and Kafka are of its own, Kafka behind a proxy; that there is another Kafka shows that it can be had here. */
describeWith("kafka", "a process that is killed between Kafka's answer and its own note of it", () =>
  describeWith("mongodb", "over NATS and MongoDB", (mongoUrl) => {
    const folder = mkdtempSync(join(tmpdir(), "teilhabe-bridge-"));
    const databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
    const world = realWorld();
    let nats: RunningNats;
    let kafka: RunningServer;
    let proxy: TcpProxy;
    let opened: OpenedMongo;
    let store: Store;
    let service: ServiceProcess | undefined;
    let reader: Reader | undefined;

    beforeAll(async () => {
      nats = await startNats({ folder: join(folder, "nats"), syncInterval: "1m" });
      const advertised = async (port: number) => {
        proxy = await tcpProxy(port);
        return proxy.port;
      };
      kafka = await startKafka({ folder: join(folder, "kafka"), advertised });
      await provisionTopics(kafka.url, publicTopics, 1);
      opened = await openMongo(databaseUrl);
      const { name: module, documents = [] } = partners;
      await layOutModule(opened, { module, documents, collections: partners.ports?.collections }, world.newId);
      ({ store } = openMongoStore(opened, { module, documents, world }));
      reader = await kafkaReader(kafka.url);
    }, LIMIT_MS);
    afterAll(async () => {
      await service?.kill();
      await reader?.stop();
      await store.close();
      await databaseOf(opened, partners.name).all.db.dropDatabase();
      await opened.close();
      await proxy.close();
      await Promise.all([nats.kill(), kafka.kill()]);
      rmSync(folder, { recursive: true, force: true });
    }, LIMIT_MS);

    async function logged(from: number, to: number): Promise<void> {
      const head = await store.load(headDocument, HEAD_ID);
      const at = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      const entries = at.map((n) => ({
        kind: entryDocument as never,
        id: entryId(n),
        expectedVersion: 0,
        then: { put: { event: eventAt(n) } },
      }));
      const end = { kind: headDocument as never, id: HEAD_ID, expectedVersion: head?.version ?? 0, then: { put: { position: to } } };
      expect(await store.commit({ id: world.newId(), writes: [end, ...entries] })).toEqual({ committed: true });
    }

    async function start(): Promise<ServiceProcess> {
      const { ops: opsPort = 0 } = await keptPorts(folder, ["ops"]);
      const servers = { BUS_URL: nats.url, DATABASE_URL: databaseUrl, KAFKA_URL: kafka.url };
      const env = { ...servers, OPS_PORT: String(opsPort), NODE_ENV: "test", LOG_LEVEL: "warn" };
      const main = join(import.meta.dirname, "../../main.ts");
      return startService({ name: "partners-1", service: "partners", main, folder, opsPort, env, ended: () => undefined });
    }
    const noted = async () => (await store.load(bridgeDocument, BRIDGE_ID))?.state.position ?? 0;
    const got = (n: number) => (reader?.events ?? []).filter(({ id }) => id === eventAt(n).id);
    const from1 = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

    test(
      "sends what it had sent again when it is back, under the same ids, and nothing is missing",
      async () => {
        await logged(1, SENT);
        const sent = new Promise<HeldConnection>((resolve) => proxy.onceSent(PRODUCE, resolve));
        service = await start();
        const held = await sent;
        expect(holdsConnection(service.pid() ?? 0, held.clientPort)).toBe(true);
        await service.kill();
        held.letThrough();
        await patiently(() => from1(SENT).every((n) => got(n).length > 0));
        expect(await noted()).toBe(0);

        await logged(SENT + 1, SENT + LATER);
        await service.restart();
        await patiently(async () => (await noted()) === SENT + LATER);
        await patiently(() => from1(SENT + LATER).every((n) => got(n).length > (n <= SENT ? 1 : 0)));
        for (const n of from1(SENT + LATER)) expect(got(n)).toEqual(got(n).map(() => eventAt(n)));
        expect(new Set(reader?.events.map(({ id }) => id))).toEqual(new Set(from1(SENT + LATER).map((n) => eventAt(n).id)));
      },
      LIMIT_MS,
    );
  }),
);
