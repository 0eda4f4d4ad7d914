import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { NotVerified } from "@teilhabe/proofs/folder/problem";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import { type MadeUpBallot, madeUpBallot } from "./made-up-ballot.ts";
import { manipulations } from "./manipulations/all.ts";
import type { Base, Tampered } from "./manipulations/kind.ts";
import { pythonForVerifier, verifyWithPython } from "./python.ts";
import { randomFrom } from "./random.ts";

/** More seeds by hand: `MANIPULATION_SEEDS=20 npm test -- infra/verifiers`. */
const SEEDS = Array.from({ length: Number(process.env["MANIPULATION_SEEDS"] ?? 1) }, (_, i) => 11 + i);
const python = await pythonForVerifier();
const needsPython = "needs Python 3.11 with the package `cryptography`";
if (python === undefined && process.env["CI"] !== undefined) throw new Error(`The second verifier ${needsPython}.`);

describe.each(manipulations)("$name", ({ base, reason, tamper }) => {
  const tampered: Tampered[] = [];
  beforeAll(async () => {
    for (const seed of SEEDS) tampered.push(await tamper(await baseOf(base, seed), randomFrom(seed)));
  });

  test(`is found: ${reason}`, async () => {
    for (const made of tampered) expect(await found(made)).toBe(reason);
  });

  const withPython = python === undefined ? test.skip : test;
  withPython(`is found by the second verifier, too${python === undefined ? ` (${needsPython})` : ""}`, async () => {
    for (const made of tampered) expect(await foundByPython(python ?? "", made)).toEqual([1, reason]);
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

const scratch = mkdtempSync(join(tmpdir(), "teilhabe-manipulations-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function foundByPython(program: string, { files, receipts = [], expectedDefinition }: Tampered): Promise<[number | null, string]> {
  const folder = mkdtempSync(join(scratch, "ballot-"));
  for (const [path, bytes] of files) store(join(folder, path), bytes);
  const args = [folder];
  for (const { name, bytes } of receipts) {
    const file = `${folder}-${name}`;
    store(file, bytes);
    args.push("--receipt", file);
  }
  if (expectedDefinition !== undefined) args.push("--definition", expectedDefinition);
  const { exitCode, stdout, stderr } = await verifyWithPython(program, args);
  return [exitCode, /^NOT VERIFIED: ([a-z-]+) in /m.exec(stdout)?.[1] ?? `${stdout}${stderr}`];
}

function store(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
