import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

const MAIN = join(import.meta.dirname, "main.ts");
const TIMEOUT_MS = 120_000;

let folder: string;
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-standalone-"));
});
afterEach(() => {
  for (const child of children) endGroup(child);
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

/** With whatever it started: each is the head of a process group of its own. */
function endGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? Number.NaN), "SIGKILL");
  } catch {
    // all of it has ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

function standalone(settings: Record<string, string>) {
  return platform(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], settings);
}

function platform(command: string, args: readonly string[], settings: Record<string, string>) {
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, "../.."),
    env: { PATH: process.env["PATH"], DATABASE_URL: `sqlite:${join(folder, "data")}`, LOG_LEVEL: "warn", ...settings },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  children.push(child);
  let err = "";
  child.stderr.on("data", (part) => {
    err += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { child, ended, err: () => err };
}

async function untilReady(url: string): Promise<void> {
  for (let look = 0; look < 600; look++) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("not ready within a minute");
}

describe("the whole platform in one process", () => {
  test(
    "tells how it is, drains on SIGTERM, and keeps a second process off its data",
    async () => {
      const [port, ops] = [await freePort(), await freePort()];
      const first = standalone({ PORT: String(port), OPS_PORT: String(ops) });
      await untilReady(`http://127.0.0.1:${port}`);
      expect((await fetch(`http://127.0.0.1:${ops}/livez`)).status).toBe(200);
      const metrics = await (await fetch(`http://127.0.0.1:${ops}/metrics`)).text();
      for (const name of [
        "teilhabe_outbox_pending",
        "teilhabe_tasks_due",
        "teilhabe_dead_letters",
        "teilhabe_event_age_seconds",
        "nodejs_eventloop_lag_p99_seconds",
      ]) {
        expect(metrics).toContain(name);
      }
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);

      const second = standalone({ PORT: String(await freePort()) });
      expect(await second.ended).toBe(2);
      expect(second.err()).toContain(`pid ${first.child.pid}`);

      first.child.kill("SIGTERM");
      expect(await first.ended).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    "ends when only npm, which started it, is told to end",
    async () => {
      const port = await freePort();
      const { child, ended } = platform("npm", ["start"], { PORT: String(port) });
      await untilReady(`http://127.0.0.1:${port}`);
      child.kill("SIGTERM");
      await ended;
      // Nobody is left on the folder: the next process may have it.
      const next = standalone({ PORT: String(port) });
      await untilReady(`http://127.0.0.1:${port}`);
      next.child.kill("SIGTERM");
      expect(await next.ended).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    "names every wrong setting at once",
    async () => {
      const { ended, err } = standalone({ PORT: "many", BUS_URL: "carrier pigeon", LOG_LEVEL: "loud" });
      expect(await ended).toBe(2);
      for (const name of ["PORT", "BUS_URL", "LOG_LEVEL"]) expect(err()).toContain(`${name}:`);
    },
    TIMEOUT_MS,
  );

  test(
    "refuses settings that do not go together, naming them",
    async () => {
      const { ended, err } = standalone({ DATABASE_URL: "mongodb://127.0.0.1:1" });
      expect(await ended).toBe(2);
      expect(err()).toContain("DATABASE_URL");
    },
    TIMEOUT_MS,
  );

  test(
    "does not offer the local issuer to the world",
    async () => {
      const { ended, err } = standalone({ HOST: "0.0.0.0", PORT: String(await freePort()) });
      expect(await ended).not.toBe(0);
      expect(err()).toContain("OIDC_ISSUER");
    },
    TIMEOUT_MS,
  );
});
