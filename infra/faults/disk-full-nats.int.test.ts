import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { ideas } from "@teilhabe/ideas/module";
import { people } from "@teilhabe/people/module";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { type NatsOptions, type RunningNats, startNats } from "../servers/nats.ts";
import { type SmallDisk, smallDisk } from "../servers/small-disk.ts";
import { describeWith } from "../servers/test-servers.ts";
import { patiently } from "./patiently.ts";

const LIMIT_MS = 120_000;
const SIZE = { megabytes: 24, fileBytes: 6_000 };
const { identify, requestErasure, readErasure } = peopleContract.operations;
const modules = [people, ideas];
/** More than enough to fill what is left. */
const PEOPLE_MAX = 100;
/** Each person brings at least two events of a few hundred bytes. */
const OWN_LIMIT = 8_000;

describeWith("mongodb", "a full disk under NATS", (mongoUrl) => {
  let databaseUrl = "";
  let folder = "";
  let disk: SmallDisk | undefined;
  let nats: RunningNats;
  let platform: Started | undefined;
  let erasures: string[] = [];

  beforeEach(() => {
    databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
    folder = mkdtempSync(join(tmpdir(), "teilhabe-full-"));
    erasures = [];
  });
  afterEach(async () => {
    await platform?.stop();
    await nats.kill();
    disk?.remove();
    disk = undefined;
    rmSync(folder, { recursive: true, force: true });
    const opened = await openMongo(databaseUrl);
    for (const { name } of modules) await databaseOf(opened, name).all.db.dropDatabase();
    await opened.close();
  }, LIMIT_MS);

  async function begin(options: Partial<NatsOptions> = {}): Promise<Started> {
    nats = await startNats({ folder, ...options });
    const settings = { BUS_URL: nats.url, DATABASE_URL: databaseUrl, NATS_MONITORING_URL: nats.monitoringUrl };
    platform = await started(modules, { realTime: true, settings });
    return platform;
  }

  /** An event of people, an effect in ideas, an event of ideas, an effect in people. */
  async function eraseSomebody(at: Started): Promise<void> {
    const subject = randomBytes(6).toString("hex");
    const { person } = await at.done(identify, { issuer: "https://id.example.org", subject, name: subject, language: "de", roles: [] });
    erasures.push((await at.done(requestErasure, {}, { by: person, grants: [] })).erasure);
  }
  async function expectAllDone(at: Started): Promise<void> {
    const isDone = async (erasure: string) =>
      (await at.done(readErasure, { erasure })).services.some(({ service, forgottenAt }) => service === "ideas" && forgottenAt !== undefined);
    for (const erasure of erasures) await patiently(() => isDone(erasure));
    const forgotten = (await at.events("ideas")).filter(({ type }) => type === "ideas.person-forgotten.v1");
    expect(forgotten).toHaveLength(erasures.length);
  }
  async function untilFactsWait(at: Started): Promise<void> {
    for (let n = 0; n < PEOPLE_MAX && facts(at) === undefined; n++) await eraseSomebody(at);
    await patiently(() => facts(at) !== undefined);
  }
  const facts = (at: Started) => at.waitsFor().find((what) => what.includes("facts wait for the stream"));

  test(
    "commands are still answered, /readyz says what is full and what to do, and after its restart everything is delivered, once",
    async () => {
      disk = smallDisk(join(folder, "data"), SIZE);
      const at = await begin();
      for (let n = 0; n < 3; n++) await eraseSomebody(at);
      await expectAllDone(at);

      disk.fill(nats.pids());
      if (disk.way === "file system") {
        await untilFactsWait(at);
        await patiently(() => facts(at)?.includes("no space left on device") === true);
        expect(facts(at)).toMatch(/^(people|ideas)'s facts wait for the stream: .*free space on that disk, then restart NATS/);
        for (let n = 0; n < 3; n++) await eraseSomebody(at);
      } else for (let n = 0; n < PEOPLE_MAX && nats.pids().length > 0; n++) await eraseSomebody(at).catch(() => undefined);

      disk.free(nats.pids());
      await nats.restart();
      await expectAllDone(at);
      await patiently(() => at.waitsFor().length === 0);
    },
    LIMIT_MS,
  );

  test(
    "its own limit on streams is told in the same way, and lifted by its configuration",
    async () => {
      const at = await begin({ maxFileStore: OWN_LIMIT });
      await untilFactsWait(at);
      expect(facts(at)).toContain("max_file_store");
      await eraseSomebody(at);

      await nats.kill();
      nats = await startNats({ folder });
      await expectAllDone(at);
      await patiently(() => at.waitsFor().length === 0);
    },
    LIMIT_MS,
  );
});
