import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const root = join(import.meta.dirname, "../..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, ".sample-"));
  const sample = `import { expect, test } from "@jest/globals";
import { describeWith } from "../test-servers.ts";
describeWith("nats", "the bus", (url) => {
  test("has a URL", () => expect(url).toBe("nats://127.0.0.1:4"));
});`;
  writeFileSync(join(folder, "sample.test.ts"), sample);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the sample in a Jest of its own and answers its exit code and what it printed. */
function run(variables: { CI: string; NATS_URL: string }): { status: number | null; output: string } {
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const args = [
    "--experimental-vm-modules",
    jest,
    "--verbose",
    "--rootDir",
    folder,
    "--config",
    `{"transform":{},"extensionsToTreatAsEsm":[".ts"],"testMatch":["**/*.test.ts"]}`,
  ];
  const done = spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, ...variables }, encoding: "utf8" });
  return { status: done.status, output: done.stderr };
}

describe("tests that need a real server", () => {
  test("run with the URL of the environment", () => {
    const { status, output } = run({ CI: "", NATS_URL: "nats://127.0.0.1:4" });
    expect(output).toMatch(/✓ has a URL/);
    expect(status).toBe(0);
  });

  test("are skipped by name, with the reason, when there is none", () => {
    const { status, output } = run({ CI: "", NATS_URL: "" });
    expect(output).toMatch(/Skipped: the bus \(needs a real server, and NATS_URL is not set/);
    expect(output).toMatch(/Tests: +1 skipped, 1 total/);
    expect(status).toBe(0);
  });

  test("fail in CI when there is none", () => {
    const { status, output } = run({ CI: "true", NATS_URL: "" });
    expect(output).toMatch(/the bus: needs a real server, and NATS_URL is not set/);
    expect(status).toBe(1);
  });
});
