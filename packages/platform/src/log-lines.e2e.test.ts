import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOG = `const { pinoLog } = await import(${JSON.stringify(join(import.meta.dirname, "pino-log.ts"))}); const log = pinoLog("info", "m");`;
const run = (body: string) => ["--input-type=module", "--eval", `${LOG} ${body}`];
const MANY = 3_000;

test("a process whose log cannot be written goes on, and ends when it wants to", async () => {
  const full = openSync("/dev/full", "w");
  const body = `for (let n = 0; n < ${MANY}; n++) { log.info("x".repeat(100)); if (n % 100 === 0) await new Promise((r) => setTimeout(r)); }
    process.stdout.write("still here"); log.info("last"); process.exit(7);`;
  const child = spawn(process.execPath, run(body), { stdio: ["ignore", "pipe", full] });
  let said = "";
  child.stdout?.on("data", (text) => {
    said += String(text);
  });
  expect(await once(child, "exit")).toEqual([7, null]);
  expect(said).toBe("still here");
});

test("every line is there, in order, also those just before the end", () => {
  const file = join(folder, "log");
  const body = `for (let n = 0; n < ${MANY}; n++) { log.info(String(n)); if (n % 100 === 0) await new Promise((r) => setTimeout(r)); } process.exit(0);`;
  expect(spawnSync(process.execPath, run(body), { stdio: ["ignore", "pipe", openSync(file, "w")] }).status).toBe(0);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(Array.from({ length: MANY }, (_, n) => String(n)));
});
