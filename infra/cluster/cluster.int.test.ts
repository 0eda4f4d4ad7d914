import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { isAlive } from "../servers/process-table.ts";
import { describeWith } from "../servers/test-servers.ts";

const START_MS = 180_000;
const AFTER_ANSWERS_MS = 60_000;
const REPLICAS = 2;

/** The command starts servers of its own; that there are some shows that they can be had here. */
describeWith("mongodb", "npm run cluster -- --replicas 2", () => {
  let folder = "";
  let url = "";
  let cluster: ChildProcess;
  let said = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-cluster-"));
    const misleading = { BUS_URL: "embedded:", DATABASE_URL: `sqlite:${join(folder, "nowhere")}`, OPS_PORT: "1", ISSUER_FOLDER: "/nowhere" };
    const env = { ...process.env, ...misleading, PORT: String(await freePort()), LOG_LEVEL: "warn" };
    const args = [join(import.meta.dirname, "main.ts"), "--replicas", String(REPLICAS), "--data", join(folder, "data")];
    cluster = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    cluster.stderr?.on("data", (text) => {
      said += String(text);
    });
    const ready = once(cluster.stdout as NonNullable<typeof cluster.stdout>, "data").then(([line]) => String(line).trim());
    const ended = once(cluster, "exit").then(() => Promise.reject(new Error(said)));
    url = await Promise.race([ready, ended]);
    ended.catch(() => undefined);
  }, START_MS);
  afterAll(async () => {
    if (cluster.exitCode === null) cluster.kill("SIGTERM");
    if (cluster.exitCode === null) await once(cluster, "exit");
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  /** Over a connection of its own, so that both gateways are met. */
  const asked = (path: string, token?: string) =>
    new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      request(`${url}${path}`, { agent: false, headers }, (response) => {
        response.resume().on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      })
        .on("error", reject)
        .end();
    });

  /** Ids of the replicas of a service, by what their command lines say. */
  const pidsOf = (service: string) =>
    readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const isOne = readFileSync(`/proc/${name}/cmdline`, "utf8").includes(`services/${service}/main.ts`);
        const isOurs = readFileSync(`/proc/${name}/environ`, "utf8").includes(`ISSUER_FOLDER=${join(folder, "data")}`);
        return isOne && isOurs ? [Number(name)] : [];
      } catch {
        return [];
      }
    });

  test("runs over the servers of its folder, whatever the environment says", async () => {
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    const [pid] = pidsOf("ideas");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    expect(environment.filter((line) => /^(BUS|DATABASE)_URL=/.test(line)).sort()).toEqual([
      expect.stringMatching(/^BUS_URL=nats:\/\/ideas:/),
      expect.stringMatching(/^DATABASE_URL=mongodb:\/\//),
    ]);
    expect(pidsOf("ideas")).toHaveLength(REPLICAS);
  });

  test("all gateways take tokens of the one key, which only its owner reads", async () => {
    const token = mintToken(join(folder, "data"), { as: "citizen", name: "Anna", ttlSeconds: 600 });
    const answers = await Promise.all(Array.from({ length: 16 }, () => asked("/v1/me", token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const keys = readdirSync(join(folder, "data")).filter((name) => name.includes("issuer"));
    expect(keys).toHaveLength(1);
    expect((await stat(join(folder, "data", String(keys[0])))).mode & 0o077).toBe(0);
  });

  test(
    "a service that is away answers 503 with Retry-After, does not unready the gateway, and is started again",
    async () => {
      expect((await asked("/v1/offers")).status).toBe(200);
      for (const pid of pidsOf("capacity")) process.kill(pid, "SIGKILL");
      const away = await asked("/v1/offers");
      const ready = await asked("/readyz");
      expect([away.status, Number(away.headers["retry-after"]) > 0, ready.status]).toEqual([503, true, 200]);
      const isBack = async () => (await asked("/v1/offers")).status === 200;
      for (const giveUpAt = Date.now() + AFTER_ANSWERS_MS; Date.now() < giveUpAt && !(await isBack()); ) await until(isBack).catch(() => undefined);
      expect(await isBack()).toBe(true);
    },
    2 * AFTER_ANSWERS_MS,
  );

  test(
    "SIGTERM ends every process",
    async () => {
      const pids = ["gateway", "ideas", "voting", "partners"].flatMap(pidsOf);
      expect(pids).toHaveLength(4 * REPLICAS);
      const exit = once(cluster, "exit");
      cluster.kill("SIGTERM");
      expect((await exit)[0]).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
    },
    AFTER_ANSWERS_MS,
  );
});
