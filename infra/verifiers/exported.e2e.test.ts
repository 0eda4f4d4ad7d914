import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Platform, startPlatform } from "@teilhabe/cli/replay/own-platform";
import type { Report } from "@teilhabe/cli/replay/report";
import { pythonForTests, run, verifyWithPython } from "./python.ts";

// Whole processes on a busy machine; the second verifier's answer is bounded by itself.
jest.setTimeout(180_000);

const root = join(import.meta.dirname, "../..");
const main = join(root, "packages/cli/src/main.ts");
const madeUp = join(root, "examples/made-up-district.pb");
const real = join(root, "../shared/data/voting/pb/Netherlands_Assen_2024.pb");
const KINDS = ["open", "confidential", "secret"] as const;
const { python, note } = await pythonForTests();
if (!existsSync(real) && process.env["CI"] !== undefined) throw new Error("../shared/data/voting is needed in CI");

const scratch = mkdtempSync(join(tmpdir(), "teilhabe-exported-"));
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ data: join(scratch, "data") });
});
afterAll(async () => {
  await platform.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const teilhabe = (...args: string[]) => run(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args]);

async function replayed(file: string, secrecy: string): Promise<{ report: Report; folder: string }> {
  const folder = mkdtempSync(join(scratch, `${secrecy}-`));
  const at = ["--url", platform.url, "--data", platform.data];
  const { exitCode, stdout, stderr } = await teilhabe("replay", file, "--secrecy", secrecy, "--export", folder, "--json", ...at);
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${stderr}`);
  return { report: JSON.parse(stdout) as Report, folder };
}

async function verifiedByBoth(folder: string): Promise<void> {
  const first = await teilhabe("verify", folder);
  expect([first.exitCode, first.stdout, first.stderr]).toEqual([0, expect.stringContaining("\nVERIFIED."), ""]);
  if (python === undefined) return;
  const second = await verifyWithPython(python, [folder]);
  expect([second.exitCode, second.stdout]).toEqual([0, expect.stringContaining("\nVERIFIED.")]);
}

describe.each([
  ["a made-up election", madeUp],
  ["a real election", real],
])("%s", (_, file) => {
  const there = existsSync(file);
  (there ? test : test.skip)(
    `has the same result in every kind of secrecy, and each folder is verified by both${note}${there ? "" : " (needs ../shared/data)"}`,
    async () => {
      const outcomes: unknown[] = [];
      for (const secrecy of KINDS) {
        const { report, folder } = await replayed(file, secrecy);
        expect(report).toMatchObject({ secrecy, same: true, votesRefused: 0, exported: { folder } });
        await verifiedByBoth(folder);
        outcomes.push(JSON.parse(readFileSync(join(folder, "result.json"), "utf8")).outcome);
      }
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    },
  );
});

test("a folder that is there is left alone, and a ballot that nobody knows leaves none behind", async () => {
  const taken = join(scratch, "taken");
  writeFileSync(taken, "mine");
  const nobodys = "0198c5a0-0000-7000-8000-0000000000ff";
  const onto = await teilhabe("export", "ballot", nobodys, taken, "--url", platform.url);
  expect([onto.exitCode, onto.stderr]).toEqual([2, expect.stringContaining("name a new folder")]);
  expect(readFileSync(taken, "utf8")).toBe("mine");
  const before = readdirSync(scratch).sort();
  const unknown = await teilhabe("export", "ballot", nobodys, join(scratch, "unknown"), "--url", platform.url);
  expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining("There is no ballot under this id")]);
  expect(readdirSync(scratch).sort()).toEqual(before);
});
