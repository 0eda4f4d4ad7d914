import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { foundBy, verifiers } from "./found.ts";
import { type MadeUpBallot, madeUpBallot } from "./made-up-ballot.ts";
import { manipulations } from "./manipulations/all.ts";
import type { Base, Tampered } from "./manipulations/kind.ts";
import { randomFrom } from "./random.ts";

/** More seeds by hand: `MANIPULATION_SEEDS=20 npm test -- infra/verifiers`. */
// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const SEEDS = Array.from({ length: Number(process.env["MANIPULATION_SEEDS"] ?? 1) }, (_, i) => 11 + i);
const both = await verifiers();
afterAll(() => both.stop());

describe.each(manipulations)("$name", ({ base, reason, tamper }) => {
  const tampered: Tampered[] = [];
  beforeAll(async () => {
    for (const seed of SEEDS) tampered.push(await tamper(await baseOf(base, seed), randomFrom(seed)));
  });

  test(`is found by both: ${reason}${both.note}`, async () => {
    for (const made of tampered) {
      const [first, second] = await foundBy(both, made);
      expect([first, second ?? reason]).toEqual([reason, reason]);
    }
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
