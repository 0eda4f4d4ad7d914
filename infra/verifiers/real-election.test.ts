import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import { pythonForTests, verifyManyWithPython } from "./python.ts";
import { filesOfElection, publishedElection } from "./real-election.ts";
import { scratchFolder } from "./stored.ts";

/** One of each kind of paper: approval by Equal Shares, ordinal, cumulative, choose-1. */
// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const FILES = [
  "Netherlands_Assen_2024.pb",
  "Poland_Krakow_2020_Grzegorzki.pb",
  "Poland_Czestochowa_2024_Grabowka.pb",
  "Poland_Wroclaw_2018_Rejon_nr_3_750.pb",
];
const data = join(import.meta.dirname, "../../../shared/data/voting/pb");
if (!existsSync(data) && process.env["CI"] !== undefined) throw new Error(`The real elections in ${data} are missing.`);
const { python, note } = await pythonForTests();
const second = python === undefined ? undefined : verifyManyWithPython(python);
const scratch = scratchFolder();
afterAll(() => {
  second?.stop();
  scratch.remove();
});

describe.each(FILES)("%s, published as a ballot of ours", (file) => {
  const run = existsSync(data) ? test : test.skip;
  run(`is verified by both verifiers${existsSync(data) ? note : " (needs ../shared/data)"}`, async () => {
    const files = await filesOfElection(await publishedElection(join(data, file)));
    await verifyBallot({ folder: folderInMemory(files), recount: recountOf, report: () => undefined });
    if (second === undefined) return;
    const { exitCode, stdout } = await second.verify([scratch.store(files)]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("\nVERIFIED.")]);
  });
});
