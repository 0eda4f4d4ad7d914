/** The command of `npm run faults`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allFaults, faultsNamed } from "./deck.ts";
import { type Options, readOptions, USAGE, UsageError } from "./options.ts";
import { releaseReplaced } from "./release-replaced.ts";
import { replayThrice, textOfReplays } from "./replay.ts";
import { isGood, textOf } from "./report.ts";
import { runFaults } from "./run.ts";
import { Stopped } from "./stopped.ts";

const startedAt = Date.now();
const log = (line: string) => void process.stderr.write(`${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);

async function main(options: Options, signal: AbortSignal): Promise<number> {
  if (options.mode === "help") return said(USAGE);
  if (options.mode === "list") return said(allFaults.map(({ name }) => `${name}\n`).join(""));
  const folder = options.data ?? (await mkdtemp(join(tmpdir(), "teilhabe-faults-")));
  log(`data and logs in ${folder}`);
  const good = options.mode === "replay" ? await replayed(options.file, folder, signal) : await ran(options, folder, signal);
  if (good && options.data === undefined) await rm(folder, { recursive: true, force: true });
  return good ? 0 : 1;
}

async function ran({ seed, minutes, only, from }: Options & { mode: "run" }, folder: string, signal: AbortSignal): Promise<boolean> {
  log(`seed ${seed}`);
  const faults = from === undefined ? faultsNamed(only) : [releaseReplaced];
  const report = await runFaults({ seed, minutes, faults, folder, log, signal, ...(from !== undefined && { from }) });
  said(`${textOf(report)}\n`);
  return isGood(report);
}

async function replayed(file: string, folder: string, signal: AbortSignal): Promise<boolean> {
  const replays = await replayThrice(file, folder, log, signal);
  said(`${textOfReplays(replays)}\n`);
  return replays.differences.length === 0;
}

function said(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
try {
  process.exitCode = await main(readOptions(process.argv.slice(2), Date.now()), stopping.signal);
} catch (error) {
  const isUse = error instanceof UsageError || error instanceof RangeError;
  if (isUse) log(`${error.message}\n\n${USAGE}`);
  else log(error instanceof Stopped ? error.message : `Failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = isUse ? 2 : 1;
}
process.exit(); // and with it every process that a fault's end started again after all had been stopped
