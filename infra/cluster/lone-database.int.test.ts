import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { startMongod } from "../servers/mongod.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { describeWith } from "../servers/test-servers.ts";

const LIMIT_MS = 120_000;
const ROOT = join(import.meta.dirname, "../..");
const WRONG_USE = 2;

/** The server is of its own; that there is another shows that it can be had here. */
describeWith("mongodb", "a MongoDB server on its own, which cannot keep what a commit promises", () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-lone-"));
  let lone: RunningServer;
  let nats: RunningNats;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    nats = await startNats({ folder: join(folder, "nats") });
    lone = await startMongod({ name: "lone", folder: join(folder, "mongodb"), port: await freePort(), cacheGb: 0.25 });
  }, LIMIT_MS);
  afterAll(async () => {
    child?.kill("SIGKILL");
    await nats.kill();
    await lone.kill();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  async function outcomeOf(main: string, more: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
    const env = { ...process.env, BUS_URL: nats.url, NATS_MONITORING_URL: nats.monitoringUrl, LOG_LEVEL: "silent", ...more };
    child = spawn(process.execPath, [join(ROOT, main)], { env, stdio: ["ignore", "ignore", "pipe"], timeout: LIMIT_MS / 4 });
    let said = "";
    child.stderr?.on("data", (text) => {
      said += String(text);
    });
    const [code] = await once(child, "exit");
    return { code, said };
  }

  const urls = {
    "the URL names no set": () => lone.url.replace("?directConnection=true", ""),
    "the URL names a set": () => lone.url.replace("directConnection=true", "replicaSet=rs0"),
  };

  test.each(
    Object.entries(urls).flatMap(([how, url]) => [
      { who: "a service in production", main: "services/ideas/main.ts", env: { NODE_ENV: "production" }, how, url },
      { who: "a service in development", main: "services/ideas/main.ts", env: { NODE_ENV: "development" }, how, url },
      { who: "the provisioning", main: "infra/provision/main.ts", env: {}, how, url },
    ]),
  )(
    "is refused by $who, which says what to do; $how",
    async ({ main, env, url }) => {
      const { code, said } = await outcomeOf(main, { ...env, DATABASE_URL: url() });
      expect(said).toMatch(/^DATABASE_URL: .*start (it|MongoDB) with --replSet .*initiate the set/);
      expect(code).toBe(WRONG_USE);
    },
    LIMIT_MS,
  );
});
