import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { ideas } from "@teilhabe/ideas/module";
import { people } from "@teilhabe/people/module";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { openNatsBus } from "@teilhabe/platform/bus/nats-bus";
import { realWorld } from "@teilhabe/platform/clock";
import { provision } from "@teilhabe/platform/provision/provision";
import { rebuildStream } from "@teilhabe/platform/provision/rebuild-stream";
import { databaseOf, type OpenedMongo, openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";

const START_MS = 120_000;
const { identify, requestErasure, readErasure } = peopleContract.operations;
const modules = [people, ideas];

describeWith("mongodb", "streams that were lost with everything in them", (mongoUrl) => {
  const databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
  let folder = "";
  let nats: RunningNats;
  let mongo: OpenedMongo;
  let platform: Started;
  let erased: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-rebuild-"));
    nats = await startNats({ folder });
    mongo = await openMongo(databaseUrl);
    platform = await started(modules, { realTime: true, settings: { BUS_URL: nats.url, DATABASE_URL: databaseUrl } });
  }, START_MS);
  afterAll(async () => {
    await platform.stop();
    for (const { name } of modules) await databaseOf(mongo, name).all.db.dropDatabase();
    await mongo.close();
    await nats.kill();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  /** Each is an event of people, an effect in ideas, an event of ideas, and an effect in people. */
  async function eraseSomebody(name: string): Promise<string> {
    const token = { issuer: "https://id.example.org", subject: name, name, language: "de", roles: [] };
    const { person } = await platform.done(identify, token);
    const { erasure } = await platform.done(requestErasure, {}, { by: person, grants: [] });
    return erasure;
  }
  const hasAnswered = async (erasure: string) => {
    const { services } = await platform.done(readErasure, { erasure });
    return services.some(({ service, forgottenAt }) => service === "ideas" && forgottenAt !== undefined);
  };
  async function eraseMany(count: number): Promise<void> {
    const more = await Promise.all(Array.from({ length: count }, (_, n) => eraseSomebody(`p${erased.length + n}`)));
    erased = [...erased, ...more];
    for (const erasure of more) await until(() => hasAnswered(erasure));
  }
  async function administer<Result>(work: (nc: NatsConnection) => Promise<Result>): Promise<Result> {
    const nc = await connect({ servers: nats.url });
    const result = await work(nc);
    await nc.close();
    return result;
  }
  async function rebuild(name: string) {
    const bus = await openNatsBus({ url: nats.url }, { module: name, asks: [], hears: [] });
    const run = await administer((nc) => rebuildStream({ nc, mongo, replicas: 1 }, name, bus));
    await bus.close();
    return run;
  }

  test(
    "are made again from the outboxes by one command each, and every service goes on where it was: nothing lost, nothing done twice",
    async () => {
      await eraseMany(30);
      const before = await platform.events("people");
      await nats.kill();
      await rm(join(folder, "data"), { recursive: true, force: true });
      await nats.restart();
      await administer((nc) => provision({ nc, mongo, world: realWorld(), replicas: 1, say: () => undefined }, modules));
      await until(() =>
        platform.ask(readErasure, { erasure: erased[0] ?? "" }).then(
          () => true,
          () => false,
        ),
      ); // connected again
      const pending = eraseSomebody("while the streams are gone");
      for (const { name } of modules) expect(await rebuild(name)).toMatchObject({ first: 1 });
      erased = [...erased, await pending];
      await eraseMany(30);
      expect((await platform.events("people")).slice(0, before.length)).toEqual(before);

      for (const { name } of modules) await rebuild(name); // again, although nothing was lost
      await eraseMany(5);
      for (const erasure of erased) await until(() => hasAnswered(erasure));
      const forgotten = (await platform.events("ideas")).filter(({ type }) => type === "ideas.person-forgotten.v1");
      expect(forgotten).toHaveLength(erased.length);
      expect(new Set(forgotten.map(({ data }) => (data as { person: string }).person)).size).toBe(erased.length);
      expect(platform.modules.map(({ waitsFor }) => waitsFor())).toEqual([undefined, undefined]);
    },
    START_MS,
  );
});
