import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { plainAdd1, plainShares } from "../../test/plain-shares.ts";
import { approvalElections, pointsElections } from "../../test/random-elections.ts";
import type { Election } from "../election.ts";
import { count } from "../methods.ts";
import type { Parameters } from "../outcome.ts";
import { papersOf } from "../tally.ts";

const RUNS = 300;

function winners(election: Election, method: string, parameters: Parameters = {}): readonly string[] {
  return count({ election, method, parameters }).winners;
}

function votersOf(election: Election): bigint {
  return BigInt(papersOf(election.ballots).papers.reduce((sum, paper) => sum + paper.count, 0));
}

describe("Equal Shares, compared with a second implementation in fractions", () => {
  for (const utility of ["cost", "cardinality"]) {
    for (const [kind, elections] of [
      ["approval", approvalElections()],
      ["points", pointsElections()],
    ] as const) {
      test(`buys the same in the same order without completion, by ${utility} from ${kind}`, () => {
        const check = (election: Election) => {
          const endowment = { num: election.budget ?? 0n, den: votersOf(election) };
          expect(winners(election, "equal-shares", { utility })).toEqual(plainShares(election, endowment, utility === "cost").winners);
        };
        fc.assert(fc.property(elections as fc.Arbitrary<Election>, check), { numRuns: RUNS });
      });

      for (const add1Stop of ["exhaustive", "overspend"]) {
        test(`buys the same with Add1 until ${add1Stop}, by ${utility} from ${kind}`, () => {
          const check = (election: Election) => {
            const found = winners(election, "equal-shares", { utility, completion: "add1", add1Stop });
            expect(found).toEqual(plainAdd1(election, utility === "cost", add1Stop === "exhaustive").winners);
          };
          fc.assert(fc.property(elections as fc.Arbitrary<Election>, check), { numRuns: RUNS });
        });
      }
    }
  }

  test("and so it does on larger elections with large numbers", () => {
    const elections = approvalElections({ options: 12, voters: 40, costMax: 1_000_003, budgetMax: 5_000_011 });
    const check = (election: Election) => {
      const endowment = { num: election.budget ?? 0n, den: votersOf(election) };
      expect(winners(election, "equal-shares")).toEqual(plainShares(election, endowment, true).winners);
    };
    fc.assert(fc.property(elections, check), { numRuns: 60 });
  });
});
