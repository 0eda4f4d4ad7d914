import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { messageOf } from "./errors.ts";
import { fetchServers } from "./fetch-server.ts";
import { type Options, readOptions, USAGE, UsageError } from "./options.ts";
import { type ServerKind, URL_VARIABLES } from "./server-kind.ts";
import { startServers } from "./start-servers.ts";

const log = (line: string) => void process.stderr.write(`${line}\n`);

async function main(options: Options, stopping: AbortSignal): Promise<number> {
  if (options.mode === "help") process.stdout.write(USAGE);
  if (options.mode === "fetch") await fetchServers(options.kinds, { log, signal: stopping });
  return options.mode === "help" || options.mode === "fetch" ? 0 : withServers(options, stopping);
}

async function withServers(options: Options, stopping: AbortSignal): Promise<number> {
  const folder = options.data === undefined ? await mkdtemp(join(tmpdir(), "teilhabe-servers-")) : resolve(options.data);
  try {
    const servers = await startServers(options.kinds, options.nodes, { folder, log, signal: stopping });
    try {
      return await (options.mode === "run" ? runCommand(options.command, variables(servers.urls)) : stay(servers.urls, stopping));
    } finally {
      await servers.stop();
    }
  } finally {
    if (options.data === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function stay(urls: Partial<Record<ServerKind, string>>, stopping: AbortSignal): Promise<number> {
  process.stdout.write(`${JSON.stringify(urls)}\n`);
  const awake = setInterval(() => undefined, 60_000);
  if (!stopping.aborted) await once(stopping, "abort");
  clearInterval(awake);
  return 0;
}

/** Hands signals on and answers the command's exit code, as a shell does: 128 and the signal's number for a command that was killed. */
async function runCommand([program, ...args]: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(String(program), args, { stdio: "inherit", env: { ...process.env, ...env } });
  for (const signal of ENDINGS) process.on(signal, () => child.kill(signal));
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? "SIGTERM"];
  } catch (error) {
    log(`"${program}" could not be started: ${messageOf(error)}`);
    return 127;
  }
}

function variables(urls: Partial<Record<ServerKind, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(urls).map(([kind, url]) => [URL_VARIABLES[kind as ServerKind], url]));
}

const ENDINGS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
const stopping = new AbortController();
for (const signal of ENDINGS) process.on(signal, () => stopping.abort());
try {
  process.exitCode = await main(readOptions(process.argv.slice(2)), stopping.signal);
} catch (error) {
  log(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : `Failed: ${messageOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
