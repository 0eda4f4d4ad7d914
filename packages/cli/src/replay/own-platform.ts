import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AnswerIsNo } from "../faults.ts";

export type Platform = { readonly url: string; readonly data: string; stop(): Promise<void> };

const READY_WITHIN_MS = 60_000;
const LOG_TAIL = 4_000;
const MAIN = fileURLToPath(import.meta.resolve("@teilhabe/standalone/main"));

/** Starts a platform of its own, in a temporary folder, and waits until it is ready. */
export async function startPlatform(settings: Readonly<Record<string, string>> = {}): Promise<Platform> {
  const folder = await mkdtemp(join(tmpdir(), "teilhabe-"));
  const port = await freePort();
  const data = join(folder, "data");
  const own = { HOST: "127.0.0.1", PORT: String(port), BUS_URL: "embedded:", DATABASE_URL: `sqlite:${data}`, LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: { ...inherited(), ...own, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (part) => {
    said = (said + String(part)).slice(-LOG_TAIL);
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url, () => said);
  return {
    url,
    data,
    async stop() {
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a process needs to run at all; settings of another platform must not reach this one. */
function inherited(): Record<string, string> {
  const kept = ["PATH", "HOME", "LANG", "TMPDIR", "NODE_EXTRA_CA_CERTS"];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

async function untilReady(child: ChildProcess, url: string, said: () => string): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < untilMs) {
    if (child.exitCode !== null) throw new AnswerIsNo(`the platform ended while starting:\n${said()}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await ended(child);
  throw new AnswerIsNo(`the platform was not ready within ${READY_WITHIN_MS / 1_000} s:\n${said()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
