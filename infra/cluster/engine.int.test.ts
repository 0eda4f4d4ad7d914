import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { ideas } from "@teilhabe/ideas/module";
import { people } from "@teilhabe/people/module";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { realWorld } from "@teilhabe/platform/clock";
import { readSettings } from "@teilhabe/platform/config";
import { openEngine } from "@teilhabe/platform/engine";
import type { Log } from "@teilhabe/platform/log";
import { silentLog } from "@teilhabe/platform/pino-log";
import { databaseOf, layOutModule, openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";

const START_MS = 60_000;
const { identify, requestErasure, readErasure } = peopleContract.operations;

describeWith("mongodb", "modules over NATS and MongoDB", (mongoUrl) => {
  let folder = "";
  let nats: RunningNats;
  let running: Started[] = [];
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  const databaseUrl = mongoUrl.replace("/?", `/${prefix}?`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-engine-"));
    nats = await startNats({ folder, syncInterval: "1m" });
  }, START_MS);
  afterEach(async () => {
    for (const platform of running.splice(0)) await platform.stop();
  }, START_MS);
  afterAll(async () => {
    await nats.kill();
    const opened = await openMongo(databaseUrl);
    for (const module of ["people", "ideas"]) await databaseOf(opened, module).all.db.dropDatabase();
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  async function replica(log: Log = silentLog): Promise<Started> {
    const settings = { BUS_URL: nats.url, DATABASE_URL: databaseUrl };
    const platform = await started([people, ideas], { realTime: true, settings, log });
    running = [...running, platform];
    return platform;
  }

  test(
    "two replicas of each are one service: a command at one, its event in the other module, its answer back",
    async () => {
      const [one, other] = [await replica(), await replica()];
      const token = { issuer: "https://id.example.org", subject: "anna", name: "Anna", language: "de", roles: [] };
      const asked = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : other).done(identify, token));
      const persons = new Set((await Promise.all(asked)).map(({ person }) => person));
      expect(persons.size).toBe(1);
      const [person = ""] = persons;
      const { erasure } = await one.done(requestErasure, {}, { by: person, grants: [] });
      const hasAnswered = async () => {
        const shown = await other.done(readErasure, { erasure });
        return shown.services.some(({ service, forgottenAt }) => service === "ideas" && forgottenAt !== undefined);
      };
      for (let times = 0; times < 6 && !(await hasAnswered()); times += 1) await until(hasAnswered).catch(() => undefined);
      expect(await hasAnswered()).toBe(true);
      const forgotten = (await one.events("ideas")).filter(({ type }) => type === "ideas.person-forgotten.v1");
      expect(forgotten).toHaveLength(1);
    },
    START_MS,
  );

  test(
    "an answer that fails is logged once, with what was asked",
    async () => {
      const logged: unknown[] = [];
      const note = (message: string, facts?: object) => void logged.push({ message, ...facts });
      const asker = await replica({ ...silentLog, warn: note, error: note });
      await expect(
        asker.ask({ ...identify, name: "people.nobody-knows" }, { issuer: "https://id.example.org", subject: "anna", roles: [] }),
      ).rejects.toThrow("people.nobody-knows");
      expect(logged).toEqual([expect.objectContaining({ message: "an answer failed", operation: "people.nobody-knows" })]);
    },
    START_MS,
  );

  const engineWith = (more: Readonly<Record<string, string>>) => {
    const settings = readSettings({ BUS_URL: nats.url, DATABASE_URL: databaseUrl, LOG_LEVEL: "silent", ...more });
    return openEngine({ settings, world: realWorld(), log: silentLog });
  };
  const identity = { module: "ideas", asks: [], hears: [] };

  test("an engine whose server cannot be reached waits, and says for what", async () => {
    const engine = await engineWith({ BUS_URL: "nats://127.0.0.1:1", NODE_ENV: "test" });
    const opening = engine.openBus(identity);
    await until(() => engine.waitsFor() !== undefined);
    expect(engine.waitsFor()).toContain("BUS_URL");
    await engine.close();
    await expect(opening).rejects.toThrow("closed while waiting for NATS");
  });

  test(
    "in production an engine waits for the provisioning, then refuses a server that could lose what it acknowledged",
    async () => {
      const opened = await openMongo(databaseUrl);
      await databaseOf(opened, "ideas").all.db.dropDatabase();
      const engine = await engineWith({ NODE_ENV: "production" });
      await engine.openBus(identity);
      const opening = engine.openStore("ideas", ideas.documents ?? []);
      const refused = expect(opening).rejects.toThrow(/NATS_MONITORING_URL/);
      await until(() => engine.waitsFor()?.includes("provisioning of ideas") === true);
      await layOutModule(opened, { module: "ideas", documents: ideas.documents ?? [] }, realWorld().newId);
      await opened.close();
      await refused;
      await engine.close();
      const told = await engineWith({ NODE_ENV: "production", NATS_MONITORING_URL: nats.monitoringUrl });
      await told.openBus(identity);
      await expect(told.openStore("ideas", ideas.documents ?? [])).rejects.toThrow(/sync_interval: always/);
      await told.close();
    },
    START_MS,
  );
});
