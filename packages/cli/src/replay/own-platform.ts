import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AnswerIsNo } from "../faults.ts";

export type Platform = {
  readonly url: string;
  /** Its data folder, with the key of its local issuer. */
  readonly data: string;
  readonly pid: number;
  /** Drains, ends, and deletes what was temporary. */
  stop(): Promise<void>;
  /** SIGKILL; the data stay. */
  kill(): Promise<void>;
};

export type Start = {
  /** Where the data are kept; a temporary folder unless given. */
  readonly data?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Beyond those that make it a platform of its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Hears what it logs. */
  readonly hear?: (log: Buffer) => void;
};

const READY_WITHIN_MS = 60_000;
const LOG_TAIL = 4_000;
const MAIN = fileURLToPath(import.meta.resolve("@teilhabe/standalone/main"));

/** Starts a platform as a process of its own, and waits until it is ready. */
export async function startPlatform(start: Start = {}): Promise<Platform> {
  const temporary = start.data === undefined ? await mkdtemp(join(tmpdir(), "teilhabe-")) : undefined;
  const port = start.port ?? (await freePort());
  const data = start.data ?? join(temporary ?? "", "data");
  const own = { HOST: "127.0.0.1", PORT: String(port), BUS_URL: "embedded:", DATABASE_URL: `sqlite:${data}`, LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: { ...inherited(), ...own, ...start.settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (part: Buffer) => {
    start.hear?.(part);
    said = (said + String(part)).slice(-LOG_TAIL);
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url, () => said);
  return {
    url,
    data,
    pid: child.pid ?? 0,
    async stop() {
      await ended(child, "SIGTERM");
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    },
    kill: () => ended(child, "SIGKILL"),
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
  await ended(child, "SIGTERM");
  throw new AnswerIsNo(`the platform was not ready within ${READY_WITHIN_MS / 1_000} s:\n${said()}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
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
