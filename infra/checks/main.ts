/**
 * What `npm test` runs: types, lint and import rules, dead code, then the tests. `npm test -- ideas` runs only tests whose path
 * contains `ideas`. Ends with one line "N passed, N failed, N skipped" over checks and tests.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Counts = { passed: number; failed: number; skipped: number };
type JestResult = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numRuntimeErrorTestSuites: number };

const root = join(import.meta.dirname, "../..");
const bin = (name: string) => join(root, "node_modules", name);
const node = process.execPath;

const checks: readonly { readonly name: string; readonly script: readonly string[] }[] = [
  { name: "types", script: [bin("typescript/bin/tsc"), "-p", "."] },
  { name: "lint, format and import rules", script: [bin("@biomejs/biome/bin/biome"), "ci", "--diagnostic-level=warn", "."] },
  { name: "dead code", script: [bin("knip/bin/knip.js")] },
];

const only = process.argv.slice(2);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const check of only.length > 0 ? [] : checks) {
  const ok = await step(check.name, check.script);
  counts[ok ? "passed" : "failed"] += 1;
}
add(counts, await tests(only));
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed === 0 ? 0 : 1);

async function tests(paths: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-checks-"));
  const file = join(folder, "jest.json");
  const ok = await step("tests", ["--experimental-vm-modules", bin("jest/bin/jest.js"), "--json", `--outputFile=${file}`, ...paths]);
  const counted = countsIn(file, ok);
  rmSync(folder, { recursive: true });
  return counted;
}

function countsIn(file: string, ok: boolean): Counts {
  try {
    const result = JSON.parse(readFileSync(file, "utf8")) as JestResult;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites + (ok || result.numFailedTests > 0 ? 0 : 1),
      skipped: result.numPendingTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function step(name: string, script: readonly string[]): Promise<boolean> {
  const began = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...script], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  process.stdout.write(`── ${name}: ${code === 0 ? "passed" : "FAILED"} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  return code === 0;
}

function add(sum: Counts, more: Counts): void {
  for (const key of ["passed", "failed", "skipped"] as const) sum[key] += more[key];
}
