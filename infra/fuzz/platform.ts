import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const STANDALONE = join(import.meta.dirname, "../../services/standalone/main.ts");
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 200;
const END_WITHIN_MS = 15_000;

export type FuzzedPlatform = {
  readonly url: string;
  /** The data folder, with the local issuer's key. */
  readonly data: string;
  /** What it wrote to stderr: errors there are bugs, whatever it answered. */
  log(): string;
  stop(): Promise<void>;
};

/** Every service in a process of its own, with an empty folder. */
export async function startPlatform(): Promise<FuzzedPlatform> {
  const data = mkdtempSync(join(tmpdir(), "teilhabe-fuzz-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Mail is set up and arrives nowhere: nothing listens at port 9.
  const settings = { PORT: String(port), DATABASE_URL: `sqlite:${data}`, NODE_ENV: "test", MAIL_URL: "smtp://127.0.0.1:9", LOG_LEVEL: "error" };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", STANDALONE], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += String(chunk);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
    await ended;
    clearTimeout(late);
  };
  await ready(url, () => child.exitCode !== null).catch(async (error: unknown) => {
    await stop();
    throw new Error(`the platform did not start:\n${log}`, { cause: error });
  });
  return { url, data, log: () => log, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function ready(url: string, hasEnded: () => boolean): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < untilMs && !hasEnded()) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`${url} is not ready`);
}
