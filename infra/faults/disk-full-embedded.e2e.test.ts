import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { type ServiceProcess, startService } from "../cluster/service-process.ts";
import { type SmallDisk, smallDisk } from "../servers/small-disk.ts";
import { askOverHttp } from "./ask-over-http.ts";
import { patiently } from "./patiently.ts";

const LIMIT_MS = 90_000;
/** More than the write-ahead log of a file takes before it is written back; less than a file has at the start, more than a few lines of log. */
const SIZE = { megabytes: 48, fileBytes: 100_000 };
const TRIES_MAX = 20;

let folder = "";
let data = "";
let disk: SmallDisk;
let platform: ServiceProcess;
let url = "";
const acknowledged: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-full-"));
  data = join(folder, "data");
  disk = smallDisk(data, SIZE);
  const [port, opsPort] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  const env = { NODE_ENV: "test", LOG_LEVEL: "warn", PORT: String(port), OPS_PORT: String(opsPort), DATABASE_URL: `sqlite:${data}` };
  platform = startService({
    ...{ name: "platform", service: "standalone", opsPort, env, folder, ended: (line) => process.stderr.write(`${line}\n`) },
    main: join(import.meta.dirname, "../../services/standalone/main.ts"),
  });
  await patiently(() => statusOf("/readyz", opsPort).then((status) => status === 200));
}, LIMIT_MS);
afterAll(async () => {
  await platform.stop();
  disk.remove();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

const statusOf = (path: string, port = platform.opsPort) =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => 0,
  );
const pids = () => [platform.pid() ?? 0];
const log = () => readFileSync(join(folder, "platform.log"), "utf8");

const asked = (method: string, path: string, as: "citizen" | "staff", body?: object, key?: string) =>
  askOverHttp({ url, issuer: data }, method, path, { as, body, key });

async function submitted(consultation: string, title: string, key?: string) {
  const answer = await asked("POST", "/v1/ideas", "citizen", { consultation, title, text: "x".repeat(2_000) }, key);
  if (answer.status === 201) acknowledged.push(answer.body.idea);
  return answer;
}

test(
  "a full disk under the embedded platform: 503 and why in the log, reading goes on, and once there is room so does everything else, by itself",
  async () => {
    const { consultation } = (await asked("POST", "/v1/consultations", "staff", { title: "Parks", description: "What do they need?" })).body;
    await asked("POST", `/v1/consultations/${consultation}/publication`, "staff");
    await asked("PUT", `/v1/consultations/${consultation}/phase`, "staff", { phase: "ideas" });
    for (let n = 0; n < 3; n++) expect((await submitted(consultation, `before ${n}`)).status).toBe(201);

    disk.fill(pids());
    const key = randomUUID();
    let refused = await submitted(consultation, "while full", key);
    for (let tries = 1; refused.status === 201 && tries < TRIES_MAX; tries++)
      refused = await submitted(consultation, `while full ${tries}`, key + tries);
    expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(await statusOf("/livez")).toBe(200);
    expect((await asked("GET", `/v1/ideas?consultation=${consultation}`, "citizen")).status).toBe(200);
    expect(log()).toContain(`the store of ideas cannot be used: ${disk.way === "file system" ? "disk-full" : "failed"}, ${join(data, "ideas.db")}`);

    disk.free(pids());
    expect((await submitted(consultation, "after")).status).toBe(201);
    const shown = async () => (await asked("GET", `/v1/ideas?consultation=${consultation}&limit=100`, "citizen")).body.items as { id: string }[];
    const published = async () =>
      ((await asked("GET", "/v1/events?limit=100", "citizen")).body.items as { event: { type: string; subject: string } }[])
        .map(({ event }) => event)
        .filter(({ type }) => type === "ideas.idea-published.v1")
        .map(({ subject }) => subject);
    await patiently(async () => (await published()).length >= acknowledged.length);
    expect((await published()).toSorted()).toEqual(acknowledged.toSorted());
    expect((await shown()).map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted());
  },
  LIMIT_MS,
);
