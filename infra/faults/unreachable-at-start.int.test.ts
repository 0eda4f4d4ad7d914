import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { type ServiceProcess, startService } from "../cluster/service-process.ts";
import { type RunningMongo, startMongo } from "../servers/mongo.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";
import { patiently } from "./patiently.ts";

const LIMIT_MS = 240_000;
const DRAIN_MS = 5_000;
/** A busy machine is given so much more than the limit. */
const GRACE_MS = 5_000;
/** Nobody listens there. */
const NO_KAFKA = "kafka://127.0.0.1:1";

/** The servers are of their own, because they are ended; that there is another shows that they can be had here. */
describeWith("mongodb", "a service whose server cannot be reached when it starts", () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-start-"));
  let mongo: RunningMongo;
  let nats: RunningNats;
  const services: ServiceProcess[] = [];

  beforeAll(async () => {
    nats = await startNats({ folder: join(folder, "nats"), syncInterval: "1m" });
    mongo = await startMongo({ folder: join(folder, "mongodb") });
  }, LIMIT_MS);
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.kill()));
  }, LIMIT_MS);
  afterAll(async () => {
    await nats.kill();
    await mongo.kill();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  async function start(service: string, more: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const [opsPort, port] = [await freePort(), await freePort()];
    const name = `${service}-${randomBytes(3).toString("hex")}`;
    const servers = { BUS_URL: nats.url, DATABASE_URL: mongo.url };
    const env = {
      ...servers,
      OPS_PORT: String(opsPort),
      PORT: String(port),
      NODE_ENV: "test",
      LOG_LEVEL: "info",
      DRAIN_MS: String(DRAIN_MS),
      ...more,
    };
    const main = join(import.meta.dirname, "../../services", service, "main.ts");
    const started = startService({ name, service, main, folder, opsPort, env, ended: () => undefined });
    services.push(started);
    return started;
  }
  const log = ({ name }: ServiceProcess) => readFileSync(join(folder, `${name}.log`), "utf8");
  async function asked({ opsPort }: ServiceProcess, path: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`http://127.0.0.1:${opsPort}${path}`);
    return { status: answer.status, text: await answer.text() };
  }
  const isReady = async (service: ServiceProcess) => (await asked(service, "/readyz")).status === 200;

  async function expectWaiting(service: ServiceProcess, what: string): Promise<void> {
    await patiently(() => log(service).includes(`waiting for ${what}`));
    expect(await asked(service, "/livez")).toMatchObject({ status: 200 });
    expect(await asked(service, "/readyz")).toEqual({
      status: 503,
      text: JSON.stringify({ status: "waiting", waitsFor: [`${service.service}: ${what}`] }),
    });
  }
  async function expectEnding(service: ServiceProcess): Promise<void> {
    const began = Date.now();
    await service.stop();
    expect(Date.now() - began).toBeLessThan(DRAIN_MS + GRACE_MS);
    expect(log(service)).toMatch(/"msg":"draining".*"msg":"stopped"|"draining"[\s\S]*"stopped"/);
  }

  test.each([
    ["MongoDB (DATABASE_URL)", () => mongo],
    ["NATS (BUS_URL)", () => nats],
  ])(
    "waits for %s, says so, ends when it is told to, and is ready once the server is there",
    async (what, server) => {
      await server().kill();
      const [patient, ended] = [await start("ideas"), await start("people")];
      await expectWaiting(ended, what);
      await expectEnding(ended);
      await expectWaiting(patient, what);
      await server().restart();
      await patiently(() => isReady(patient));
      await expectEnding(patient);
    },
    LIMIT_MS,
  );

  test(
    "does without Kafka: it is ready, says what is missing, and ends within its limit",
    async () => {
      const partners = await start("partners", { KAFKA_URL: NO_KAFKA });
      await patiently(() => isReady(partners));
      await patiently(() => log(partners).includes("events cannot be sent to Kafka (KAFKA_URL)"));
      expect(JSON.parse((await asked(partners, "/readyz")).text)).toEqual({ status: "ready", doesWithout: ["partners: Kafka (KAFKA_URL)"] });
      await expectEnding(partners);
    },
    LIMIT_MS,
  );
});
