import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { NotVerified } from "@teilhabe/proofs/folder/problem";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import { type MadeUpBallot, madeUpBallot } from "./made-up-ballot.ts";
import { manipulations } from "./manipulations/all.ts";
import type { Base, Tampered } from "./manipulations/kind.ts";
import { pythonForTests, verifyManyWithPython } from "./python.ts";
import { randomFrom } from "./random.ts";
import { scratchFolder } from "./stored.ts";

/** More seeds by hand: `MANIPULATION_SEEDS=20 npm test -- infra/verifiers`. */
// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const SEEDS = Array.from({ length: Number(process.env["MANIPULATION_SEEDS"] ?? 1) }, (_, i) => 11 + i);
const { python, note } = await pythonForTests();
const second = python === undefined ? undefined : verifyManyWithPython(python);
const scratch = scratchFolder();
afterAll(() => {
  second?.stop();
  scratch.remove();
});

describe.each(manipulations)("$name", ({ base, reason, tamper }) => {
  const tampered: Tampered[] = [];
  beforeAll(async () => {
    for (const seed of SEEDS) tampered.push(await tamper(await baseOf(base, seed), randomFrom(seed)));
  });

  test(`is found: ${reason}`, async () => {
    for (const made of tampered) expect(await found(made)).toBe(reason);
  });

  const withPython = python === undefined ? test.skip : test;
  withPython(`is found by the second verifier, too${note}`, async () => {
    for (const made of tampered) expect(await foundByPython(made)).toEqual([1, reason]);
  });
});

function baseOf(base: Base, seed: number): Promise<MadeUpBallot> {
  switch (base) {
    case "confidential":
      return madeUpBallot({ seed, secrecy: "confidential", voters: 70, secondVotes: 7, paperBatches: [6, 4] });
    case "large":
      return madeUpBallot({ seed, secrecy: "confidential", voters: 270 });
    case "secret":
      return madeUpBallot({ seed, secrecy: "secret", voters: 45, secondVotes: 9, paperBatches: [3] });
    case "lot":
      return madeUpBallot({ ...TIED, seed });
  }
}

/** Two options with the same votes and the same cost, of which the budget allows one. */
const TIED = {
  secrecy: "confidential",
  voters: 12,
  lotSeed: "Lottozahlen vom 12. Dezember 2026: 3 7 12 29 31 44",
  budget: 10_000,
  options: [
    { id: "bridge", cost: 10_000 },
    { id: "pond", cost: 10_000 },
  ],
  choiceOf: (_: unknown, ids: readonly string[]) => ({ options: [...ids] }),
} as const;

async function found({ files, receipts = [], expectedDefinition }: Tampered): Promise<string> {
  const request = { folder: folderInMemory(files), recount: recountOf, receipts, report: () => undefined };
  try {
    await verifyBallot({ ...request, ...(expectedDefinition !== undefined && { expectedDefinition }) });
    return "nothing found";
  } catch (error) {
    if (error instanceof NotVerified) return error.reason;
    throw error;
  }
}

async function foundByPython({ files, receipts = [], expectedDefinition }: Tampered): Promise<[number | null, string]> {
  const folder = scratch.store(files);
  const args = [folder];
  for (const { name, bytes } of receipts) args.push("--receipt", join(scratch.store(new Map([[name, bytes]])), name));
  if (expectedDefinition !== undefined) args.push("--definition", expectedDefinition);
  const { exitCode, stdout, stderr } = (await second?.verify(args)) ?? { exitCode: null, stdout: "", stderr: "" };
  return [exitCode, /^NOT VERIFIED: ([a-z-]+) in /m.exec(stdout)?.[1] ?? `${stdout}${stderr}`];
}
