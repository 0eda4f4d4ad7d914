import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { gatewayTo } from "@teilhabe/gateway/module";
import { ideas } from "@teilhabe/ideas/module";
import { people } from "@teilhabe/people/module";
import { silentLog } from "@teilhabe/platform/pino-log";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { MongoClient } from "mongodb";
import { type RunningMongo, startMongo } from "../servers/mongo.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { type SmallDisk, smallDisk } from "../servers/small-disk.ts";
import { describeWith } from "../servers/test-servers.ts";
import { askOverHttp } from "./ask-over-http.ts";
import { patiently } from "./patiently.ts";

const LIMIT_MS = 240_000;
/** MongoDB takes 300 MB for its journal at once. */
const SIZE = { megabytes: 480, fileBytes: 1_000_000 };
const IDEAS_MAX = 300;
const AT_ONCE = 10;

/** The server is one of its own; that there is another shows that it can be had here. */
describeWith("mongodb", "a full disk under MongoDB", () => {
  let folder = "";
  let disk: SmallDisk;
  let mongo: RunningMongo;
  let nats: RunningNats;
  let platform: Started;
  let url = "";
  let consultation = "";
  const logged: string[] = [];
  const titles = new Map<string, string>();
  const acknowledged = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "teilhabe-full-"));
    disk = smallDisk(join(folder, "mongodb", "node1", "data"), SIZE);
    mongo = await startMongo({ folder: join(folder, "mongodb") });
    nats = await startNats({ folder: join(folder, "nats"), syncInterval: "1m" });
    const listening = ({ port }: { readonly port: number }) => {
      url = `http://127.0.0.1:${port}`;
    };
    const gateway = gatewayTo({ contracts: [peopleContract, ideasContract], listening });
    const settings = { BUS_URL: nats.url, DATABASE_URL: mongo.url, ISSUER_FOLDER: folder };
    const take = (_: string, facts: object = {}) => void ("error" in facts && logged.push(String(facts.error)));
    platform = await started([people, ideas, gateway], { realTime: true, settings, log: { ...silentLog, warn: take, error: take } });
    ({ consultation } = (await asked("POST", "/v1/consultations", "staff", { title: "Parks", description: "What do they need?" })).body);
    await asked("POST", `/v1/consultations/${consultation}/publication`, "staff");
    await asked("PUT", `/v1/consultations/${consultation}/phase`, "staff", { phase: "ideas" });
  }, LIMIT_MS);
  afterAll(async () => {
    await platform.stop();
    await nats.kill();
    await mongo.kill();
    disk.remove();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  const asked = (method: string, path: string, as: "citizen" | "staff", body?: object, key?: string) =>
    askOverHttp({ url, issuer: folder }, method, path, { as, body, key });

  async function submit(key: string): Promise<{ status: number; retryAfter: string | null; body: { idea?: string; code?: string } }> {
    const title = titles.get(key) ?? `Bench ${titles.size}`;
    titles.set(key, title);
    const answer = await asked("POST", "/v1/ideas", "citizen", { consultation, title, text: "x".repeat(5_000) }, key);
    if (answer.status === 201) acknowledged.set(key, answer.body.idea);
    return answer;
  }

  /** Without it the server writes to its files only now and then. */
  async function checkpoint(): Promise<void> {
    const client = new MongoClient(mongo.url.replace(/\?.*/, "?directConnection=true"), { serverSelectionTimeoutMS: 1_000 });
    await client
      .db("admin")
      .command({ fsync: 1 }, { timeoutMS: 5_000 })
      .catch(() => undefined);
    await client.close();
  }

  test(
    "ends it: commands get 503 meanwhile; started again with room, it has everything acknowledged, and what was not is done once when it is repeated",
    async () => {
      for (let n = 0; n < 5; n++) expect((await submit(randomUUID())).status).toBe(201);
      disk.fill(mongo.pids());
      while (mongo.pids().length > 0 && titles.size < IDEAS_MAX) {
        const writing = Promise.all(Array.from({ length: AT_ONCE }, () => submit(randomUUID())));
        await checkpoint();
        await writing;
      }
      expect(mongo.pids()).toEqual([]);
      const refused = await submit(randomUUID());
      expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
      expect(Number(refused.retryAfter)).toBeGreaterThan(0);
      await patiently(() => logged.some((line) => /store of (ideas|people) cannot be used: disconnected .*a full disk ends it/.test(line)));

      disk.free([]);
      await mongo.restart();
      const before = new Map(acknowledged);
      for (const key of titles.keys()) await patiently(async () => (await submit(key)).status === 201);
      for (const [key, idea] of before) expect(acknowledged.get(key)).toBe(idea);
      const published = async () => {
        const events = await platform.events("ideas");
        return events.filter(({ type }) => type === "ideas.idea-published.v1").map(({ subject }) => subject);
      };
      await patiently(async () => (await published()).length >= titles.size);
      expect((await published()).toSorted()).toEqual([...acknowledged.values()].toSorted());
      await patiently(() => platform.waitsFor().length === 0);
    },
    LIMIT_MS,
  );
});
