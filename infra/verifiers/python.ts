import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const infra = join(import.meta.dirname, "..");
const script = join(infra, "verifier-python/verify.py");
const manyScript = join(infra, "verifier-python/verify_many.py");
/** Where `python3 -m venv infra/.cache/verifier-python` puts it; a system Python with `cryptography` does as well. */
const venv = join(infra, ".cache/verifier-python/bin/python");
const ANSWER_MS_MAX = 60_000;

export type Answer = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** The Python that can run the second verifier, or undefined where there is none. */
export async function pythonForVerifier(): Promise<string | undefined> {
  for (const python of [venv, "python3"]) {
    if (python === venv && !existsSync(venv)) continue;
    const { exitCode } = await run(python, ["-c", "import sys, cryptography; sys.exit(sys.version_info < (3, 11))"]);
    if (exitCode === 0) return python;
  }
  return undefined;
}

/** As {@link pythonForVerifier}, for tests: where it is missing they are skipped by name, on CI they fail. */
export async function pythonForTests(): Promise<{ readonly python: string | undefined; readonly note: string }> {
  const python = await pythonForVerifier();
  const needs = "needs Python 3.11 with the package `cryptography`";
  if (python === undefined && process.env["CI"] !== undefined) throw new Error(`The second verifier ${needs}.`);
  return { python, note: python === undefined ? ` (${needs})` : "" };
}

/** Runs the second verifier as anyone would. */
export function verifyWithPython(python: string, args: readonly string[]): Promise<Answer> {
  return run(python, [script, ...args]);
}

/** The second verifier in one process for many folders, one after the other. */
export type ManyVerifications = { readonly verify: (args: readonly string[]) => Promise<Answer>; readonly stop: () => void };

export function verifyManyWithPython(python: string): ManyVerifications {
  const child = spawn(python, [manyScript], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    async verify(args) {
      child.stdin.write(`${JSON.stringify(args)}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error("The second verifier has ended.");
      return JSON.parse(String(value)) as Answer;
    },
    stop() {
      child.stdin.end();
      child.kill();
    },
  };
}

export function run(program: string, args: readonly string[], cwd?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: ANSWER_MS_MAX, ...(cwd !== undefined && { cwd }) });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.on("error", (error) => resolve({ exitCode: null, stdout, stderr: error.message }));
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
