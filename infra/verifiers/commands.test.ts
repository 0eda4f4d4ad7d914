import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { filesOf, madeUpBallot } from "./made-up-ballot.ts";
import { type Answer, pythonForTests, run, verifyWithPython } from "./python.ts";
import { scratchFolder } from "./stored.ts";

// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const cli = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const { python, note } = await pythonForTests();
const scratch = scratchFolder();
afterAll(() => scratch.remove());

const verifiers: readonly (readonly [string, (args: readonly string[]) => Promise<Answer>])[] = [
  ["teilhabe verify", (args) => run(process.execPath, [cli, "verify", ...args])],
  ...(python === undefined ? [] : ([["verify.py", (args: readonly string[]) => verifyWithPython(python, args)]] as const)),
];
if (python === undefined) test.skip(`verify.py${note}`, () => undefined);

describe.each(verifiers)("%s", (_, verify) => {
  let folder: string;
  let receipt: string;
  beforeAll(async () => {
    const ballot = await madeUpBallot({ seed: 21, secrecy: "secret", voters: 8, secondVotes: 3, paperBatches: [2] });
    folder = scratch.store(await filesOf(ballot));
    receipt = join(scratch.store(new Map()), "receipt.json");
    writeFileSync(receipt, JSON.stringify(ballot.receipts[0], null, 2));
  });

  test("exits 0 and says what was checked", async () => {
    const { exitCode, stdout, stderr } = await verify(["--receipt", receipt, folder, "--receipt", receipt]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const word of ["Files", "Log", "Votes", "Voters", "Result", "Receipts"]) expect(stdout).toMatch(new RegExp(`^${word}: `, "m"));
    expect(stdout).toMatch(/^VERIFIED\./m);
  });

  test("exits 1 with the first thing wrong", async () => {
    const linked = scratch.store(await filesOf(await madeUpBallot({ seed: 22, secrecy: "open", voters: 3 })));
    symlinkSync("/dev/null", join(linked, "link"));
    const { exitCode, stdout } = await verify([linked]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("NOT VERIFIED: file-unlisted in link.");
  });

  test.each([
    ["no folder", []],
    ["a folder that is not there", ["/nowhere/at/all"]],
    ["a file for a folder", [cli]],
    ["a receipt that is not there", [".", "--receipt", "/nowhere/receipt.json"]],
    ["a fingerprint that is none", [".", "--definition", "ABC"]],
    ["an option that nobody knows", [".", "--nonsense"]],
  ])("exits 2 on wrong use: %s", async (_name, args) => {
    const { exitCode, stdout, stderr } = await verify(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).not.toMatch(/^\s+at |Traceback/m);
    expect(stderr.trim()).not.toBe("");
  });
});
