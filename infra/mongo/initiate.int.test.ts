import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connect } from "@nats-io/transport-node";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { keepsData } from "@teilhabe/platform/bus-identity";
import { realWorld } from "@teilhabe/platform/clock";
import { provision } from "@teilhabe/platform/provision/provision";
import { openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { type Db, MongoClient } from "mongodb";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { patiently } from "../faults/patiently.ts";
import { startMongod } from "../servers/mongod.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { keptPorts } from "../servers/ports.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { describeWith } from "../servers/test-servers.ts";
import { runForMongosh } from "./run-for-mongosh.ts";

const LIMIT_MS = 240_000;
const ROOT_PASSWORD = "root-password";
const UNAUTHORIZED = 13;
const { identify, requestErasure, readErasure } = peopleContract.operations;
const services = standaloneModules.filter(keepsData);

/** A server of its own that asks who one is; that there is another shows that it can be had here. */
describeWith("mongodb", "the users that initiate.js makes", () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-users-"));
  let mongod: RunningServer;
  let nats: RunningNats;
  let host = "";
  let clients: MongoClient[] = [];
  let running: Started[] = [];

  const passwordOf = (user: string) => `password-of-${user}`;
  const urlAs = (user: string) => `mongodb://${user}:${passwordOf(user)}@${host}/?replicaSet=rs0&authSource=admin`;

  beforeAll(async () => {
    nats = await startNats({ folder: join(folder, "nats") });
    const { mongo: port } = await keptPorts(folder, ["mongo"]);
    host = `127.0.0.1:${port}`;
    const node = { name: "guarded", folder: join(folder, "mongodb"), port, cacheGb: 0.25 };
    await makeRoot(await startMongod(node));
    const keyFile = join(folder, "mongodb", "key");
    writeFileSync(keyFile, randomBytes(96).toString("base64"), { mode: 0o400 });
    mongod = await startMongod({ ...node, args: ["--replSet", "rs0", "--keyFile", keyFile] });
    for (let times = 0; times < 2; times++) await initiate();
    await provisionAsAdministrator();
  }, LIMIT_MS);
  afterAll(async () => {
    for (const platform of running) await platform.stop();
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all([mongod.kill(), nats.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  /** As the image's entry point does before the server asks who one is. */
  async function makeRoot(open: RunningServer): Promise<void> {
    const client = new MongoClient(open.url);
    await client.db("admin").command({ createUser: "root", pwd: ROOT_PASSWORD, roles: ["root"] });
    await client.close();
    await open.stop();
  }

  function initiate(): Promise<void> {
    const script = readFileSync(join(import.meta.dirname, "initiate.js"), "utf8");
    const users = Object.fromEntries(["administrator", ...services.map(({ name }) => name)].map((user) => [user, passwordOf(user)]));
    const files = { "/run/secrets/mongo-root-password": ROOT_PASSWORD, "/run/secrets/mongo-users.json": JSON.stringify(users) };
    return runForMongosh(script.replace(/^const HOSTS = .*$/m, `const HOSTS = [${JSON.stringify(host)}];`), files);
  }

  async function provisionAsAdministrator(): Promise<void> {
    const mongo = await openMongo(urlAs("administrator"));
    const nc = await connect({ servers: nats.url });
    await provision({ nc, mongo, world: realWorld(), replicas: 1, say: () => undefined }, standaloneModules);
    await nc.close();
    await mongo.close();
  }

  function asPeople(database: string): Db {
    const client = new MongoClient(urlAs("people"));
    clients = [...clients, client];
    return client.db(database);
  }

  // It may make a collection: for MongoDB that is a part of inserting.
  test("a service's user reads and writes documents of its own database, and changes nothing about how they are kept", async () => {
    const own = asPeople("teilhabe-people");
    const leases = own.collection<{ _id: string }>("_leases");
    await leases.insertOne({ _id: "probe", holder: "me", untilMs: 1 } as { _id: string });
    await leases.updateOne({ _id: "probe" }, { $set: { untilMs: 2 } });
    expect(await leases.findOne({ _id: "probe" })).toMatchObject({ untilMs: 2 });
    expect((await leases.deleteOne({ _id: "probe" })).deletedCount).toBe(1);
    for (const command of [
      { createIndexes: "_leases", indexes: [{ key: { holder: 1 }, name: "mine" }] },
      { dropIndexes: "_tasks", index: "*" },
      { collMod: "_leases", validator: {} },
      { drop: "_leases" },
      { dropDatabase: 1 },
      { insert: "_leases", documents: [{ _id: "wrong" }], bypassDocumentValidation: true },
      { createUser: "friend", pwd: "x", roles: [] },
      { grantRolesToUser: "people", roles: ["root"] },
    ])
      await expect(own.command(command)).rejects.toMatchObject({ code: UNAUTHORIZED });
  });

  test.each(["teilhabe-ideas", "admin", "local"])("a service's user neither reads nor writes %s", async (name) => {
    const other = asPeople(name);
    await expect(other.collection("_outbox").findOne()).rejects.toMatchObject({ code: UNAUTHORIZED });
    await expect(other.collection("_outbox").insertOne({})).rejects.toMatchObject({ code: UNAUTHORIZED });
  });

  test(
    "that is enough for every service in production: a command, its events in the others, and their answers back",
    async () => {
      for (const module of services) {
        const settings = { NODE_ENV: "production", BUS_URL: nats.url, NATS_MONITORING_URL: nats.monitoringUrl, DATABASE_URL: urlAs(module.name) };
        running = [...running, await started([module], { realTime: true, settings })];
      }
      const [asker] = running;
      if (asker === undefined) throw new Error("there is no service");
      const { person } = await asker.done(identify, { issuer: "https://id.example.org", subject: "anna", name: "Anna", language: "de", roles: [] });
      const { erasure } = await asker.done(requestErasure, {}, { by: person, grants: [] });
      await patiently(async () => {
        const { services: asked } = await asker.done(readErasure, { erasure });
        return asked.length > 0 && asked.every(({ forgottenAt }) => forgottenAt !== undefined);
      });
      const { services: answered } = await asker.done(readErasure, { erasure });
      expect(answered.map(({ service }) => service)).toEqual(expect.arrayContaining(["ideas", "notifications", "partners", "voting"]));
    },
    LIMIT_MS,
  );
});
