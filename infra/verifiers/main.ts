/**
 * Measures both verifiers on made-up ballots: `node infra/verifiers/main.ts [--votes 100000] [--secrecy confidential|secret] [--keep DIR]`. Prints one JSON object.
 * Peak memory is read from /proc, so that it needs Linux.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeLargeBallot } from "./large-ballot.ts";
import { pythonForVerifier } from "./python.ts";

const root = join(import.meta.dirname, "../..");
const POLL_MS = 50;

const { values } = parseArgs({
  options: { votes: { type: "string", default: "100000" }, secrecy: { type: "string", default: "confidential" }, keep: { type: "string" } },
});
const secrecy = values.secrecy === "secret" ? "secret" : "confidential";
const votes = Number(values.votes);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "teilhabe-verifiers-"));
const began = performance.now();
await writeLargeBallot(folder, secrecy, votes);
const written = seconds(began);
const node = await measured(process.execPath, [join(root, "packages/cli/src/main.ts"), "verify", folder]);
const python = await pythonForVerifier();
const second = python === undefined ? "no Python with cryptography" : await measured(python, [join(root, "infra/verifier-python/verify.py"), folder]);
process.stdout.write(`${JSON.stringify({ secrecy, votes, written, teilhabe: node, python: second })}\n`);
if (values.keep === undefined) rmSync(folder, { recursive: true });

type Measure = { readonly exitCode: number | null; readonly seconds: number; readonly peakMegabytes: number };

async function measured(program: string, args: readonly string[]): Promise<Measure> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, POLL_MS);
  const exitCode = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearInterval(poll);
  return { exitCode, seconds: seconds(start), peakMegabytes: Math.round(peak / 1024) };
}

/** Kilobytes. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10;
}
