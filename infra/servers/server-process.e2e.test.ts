import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { keptPorts } from "./ports.ts";
import { type ProcessPlan, type RunningServer, startProcess } from "./server-process.ts";

const SERVER = `require("node:http").createServer((_, answer) => answer.end("here")).listen(Number(process.argv[1]), "127.0.0.1")`;
const STUBBORN = `process.on("SIGTERM", () => process.stdout.write("no\\n")); ${SERVER}`;

let folder: string;
let port: number;
let started: RunningServer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "teilhabe-process-"));
  port = (await keptPorts(folder, ["http"])).http;
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((server) => server.kill()));
  await rm(folder, { recursive: true, force: true });
});

function plan(changes: Partial<ProcessPlan> = {}): ProcessPlan {
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => (await fetch(url, { signal: AbortSignal.timeout(200) })).ok;
  const args = ["-e", SERVER, String(port), folder];
  return { name: "sample", url, folder, command: process.execPath, args, readyWithinMs: 10_000, isReady, ...changes };
}

async function start(changes?: Partial<ProcessPlan>): Promise<RunningServer> {
  const server = await startProcess(plan(changes));
  started.push(server);
  return server;
}

const answers = (limitMs: number) => fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(limitMs) }).then((answer) => answer.text());

describe("a server process", () => {
  test("answers once it is started, and no more after it is stopped", async () => {
    const server = await start();
    await expect(answers(2_000)).resolves.toBe("here");
    expect(server.pids()).toHaveLength(1);
    await server.stop();
    expect(server.pids()).toEqual([]);
    await expect(answers(2_000)).rejects.toThrow("fetch failed");
  });

  test("is another process after a restart, on the same port", async () => {
    const server = await start();
    const before = server.pids();
    await server.restart();
    expect(server.pids()).not.toEqual(before);
    await expect(answers(2_000)).resolves.toBe("here");
  });

  test("can be stopped while it is paused", async () => {
    const server = await start();
    await server.pause();
    await expect(answers(300)).rejects.toThrow(/timeout/);
    await server.stop();
    expect(server.pids()).toEqual([]);
  });

  test("that ignores SIGTERM is killed by kill", async () => {
    const server = await start({ args: ["-e", STUBBORN, String(port), folder] });
    await server.kill();
    expect(server.pids()).toEqual([]);
  });

  test("that ends while starting shows the end of its log", async () => {
    const starting = startProcess(plan({ args: ["-e", `console.error("no disk"); process.exit(3)`, folder] }));
    await expect(starting).rejects.toThrow(/sample ended while starting \(3\)\. The end of .*server\.log:\nno disk/);
  });

  test("that never answers is ended after its limit", async () => {
    const starting = startProcess(plan({ isReady: async () => false, readyWithinMs: 300 }));
    await expect(starting).rejects.toThrow(/sample was not ready after 0\.3 s/);
    await expect(answers(2_000)).rejects.toThrow("fetch failed");
  });

  test("whose program is missing says so", async () => {
    await expect(startProcess(plan({ command: "no-such-program" }))).rejects.toThrow(/"no-such-program" is missing/);
  });

  test("is not started a second time on its folder, which names the first", async () => {
    const server = await start();
    await expect(startProcess(plan())).rejects.toThrow(`already runs on ${folder}, as process ${server.pids()[0]}`);
  });

  test("that ends by itself is reported, one that is ended by us is not", async () => {
    const lines: string[] = [];
    const server = await start({ log: (line) => lines.push(line) });
    await server.restart();
    expect(lines).toEqual([]);
    process.kill(Number(server.pids()[0]), "SIGKILL");
    while (server.pids().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines.join()).toMatch(/sample \(process \d+\) ended by itself \(SIGKILL\)/);
  });
});
