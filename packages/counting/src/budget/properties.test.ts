import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { plainPhragmen } from "../../test/plain-phragmen.ts";
import { plainAdd1, plainShares } from "../../test/plain-shares.ts";
import { approvalElections, pointsElections } from "../../test/random-elections.ts";
import type { Election, MarkedBallot } from "../election.ts";
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

const RULES: readonly (readonly [method: string, parameters: Parameters])[] = [
  ["greedy", {}],
  ["greedy", { misfit: "stop" }],
  ["greedy", { threshold: 3 }],
  ["equal-shares", {}],
  ["equal-shares", { utility: "cardinality" }],
  ["equal-shares", { completion: "add1" }],
  ["equal-shares", { completion: "add1", add1Stop: "exhaustive", fill: "greedy" }],
  ["equal-shares", { fill: "greedy", compare: "greedy" }],
  ["equal-shares", { prefilter: "one-third", minLength: 2 }],
  ["phragmen", {}],
];

describe("every budget rule", () => {
  for (const [method, parameters] of RULES) {
    const name = `${method} ${JSON.stringify(parameters)}`;

    test(`stays within the budget and counts each winner once: ${name}`, () => {
      const check = (election: Election) => {
        const outcome = count({ election, method, parameters });
        const costs = outcome.winners.map((id) => election.options.find((option) => option.id === id)?.cost ?? 0n);
        const spent = costs.reduce((sum, cost) => sum + cost, 0n);
        expect(spent).toBeLessThanOrEqual(election.budget ?? 0n);
        expect(outcome.spent).toBe(Number(spent));
        expect(new Set(outcome.winners).size).toBe(outcome.winners.length);
      };
      fc.assert(fc.property(approvalElections(), check), { numRuns: 100 });
    });

    test(`does not care who voted, nor in which order: ${name}`, () => {
      const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
        const single = election.ballots.papers.flatMap((paper) => Array.from({ length: paper.count }, () => ({ ...paper, count: 1 })));
        const reversed = { ...election, ballots: { kind: "approval" as const, papers: single.reverse() } };
        expect(winners(reversed, method, parameters)).toEqual(winners(election, method, parameters));
      };
      fc.assert(fc.property(approvalElections(), check), { numRuns: 100 });
    });

    test(`does not care in which order the options are listed: ${name}`, () => {
      const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
        const last = election.options.length - 1;
        const papers = election.ballots.papers.map((paper) => ({ ...paper, chosen: paper.chosen.map((option) => last - option) }));
        const mirrored = { ...election, options: [...election.options].reverse(), ballots: { kind: "approval" as const, papers } };
        expect(winners(mirrored, method, parameters)).toEqual(winners(election, method, parameters));
      };
      fc.assert(fc.property(approvalElections(), check), { numRuns: 100 });
    });
  }
});

test("Phragmén buys the same in the same order as a second implementation", () => {
  const check = (election: Election) => expect(winners(election, "phragmen")).toEqual(plainPhragmen(election));
  fc.assert(fc.property(approvalElections(), check), { numRuns: RUNS });
});

test("Phragmén passes over a project that costs more than the whole budget, where one that only does not fit any more ends it", () => {
  const options = [
    { id: "dear", cost: 101n },
    { id: "first", cost: 60n },
    { id: "second", cost: 60n },
    { id: "third", cost: 30n },
  ];
  const papers = [
    { count: 9, chosen: [0] },
    { count: 3, chosen: [1] },
    { count: 2, chosen: [2] },
    { count: 1, chosen: [3] },
  ];
  const { winners: funded, rounds } = count({
    election: { options, budget: 100n, ballots: { kind: "approval", papers } },
    method: "phragmen",
    explain: true,
  });
  expect(funded).toEqual(["first"]);
  expect(rounds).toContainEqual(expect.objectContaining({ kind: "left-out", option: "dear", reason: "above-budget", limit: 100 }));
});

for (const parameters of [{}, { misfit: "stop" }, { threshold: 2 }]) {
  test(`one vote more never hurts a winner under greedy ${JSON.stringify(parameters)}`, () => {
    const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
      for (const id of winners(election, "greedy", parameters)) {
        const option = election.options.findIndex((other) => other.id === id);
        const papers = [...election.ballots.papers, { count: 1, chosen: [option] }];
        expect(winners({ ...election, ballots: { kind: "approval", papers } }, "greedy", parameters)).toContain(id);
      }
    };
    fc.assert(fc.property(approvalElections(), check), { numRuns: 100 });
  });
}

/**
 * Extended justified representation up to one project (Peters, Pierczyński, Skowron 2021): no set of projects T is approved in full by a group
 * that could pay for it with its share of the budget, while everyone of the group is worse off than with T, even with one more project of T.
 */
function violatesEjr1(
  election: Election & { ballots: { papers: readonly MarkedBallot[] } },
  funded: readonly string[],
  utility: (option: number) => bigint,
): boolean {
  const inOutcome = new Set(election.options.keys().filter((option) => funded.includes(election.options[option]?.id ?? "")));
  const worth = (options: Iterable<number>) => [...options].reduce((sum, option) => sum + utility(option), 0n);
  const subsets = Array.from({ length: 2 ** election.options.length - 1 }, (_, bits) =>
    [...election.options.keys()].filter((option) => ((bits + 1) >> option) % 2 === 1),
  );
  return subsets.some((wanted) => {
    const cost = wanted.reduce((sum, option) => sum + (election.options[option]?.cost ?? 0n), 0n);
    const isWorseOff = ({ chosen }: MarkedBallot) => {
      if (!wanted.every((option) => chosen.includes(option))) return false;
      const has = worth(chosen.filter((option) => inOutcome.has(option)));
      const best = wanted.filter((option) => !inOutcome.has(option)).map((option) => has + utility(option));
      return [has, ...best].every((value) => value < worth(wanted) || (value === worth(wanted) && value !== has));
    };
    const group = election.ballots.papers.filter(isWorseOff).reduce((sum, paper) => sum + paper.count, 0);
    return group > 0 && BigInt(group) * (election.budget ?? 0n) >= cost * votersOf(election);
  });
}

for (const utility of ["cost", "cardinality"]) {
  test(`Equal Shares by ${utility} represents every group that could pay for itself, up to one project`, () => {
    const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
      const worth = (option: number) => (utility === "cost" ? (election.options[option]?.cost ?? 0n) : 1n);
      expect(violatesEjr1(election, winners(election, "equal-shares", { utility }), worth)).toBe(false);
    };
    fc.assert(fc.property(approvalElections(), check), { numRuns: 200 });
  });
}

test("the check of representation does find a group that is left out", () => {
  const papers = [
    { count: 6, chosen: [0, 1] },
    { count: 4, chosen: [2, 3] },
  ];
  const options = ["a", "b", "c", "d"].map((id) => ({ id, cost: 2n }));
  const election = { options, ballots: { kind: "approval" as const, papers }, budget: 10n };
  expect(violatesEjr1(election, ["a", "b"], () => 1n)).toBe(true);
  expect(violatesEjr1(election, ["a", "b", "c"], () => 1n)).toBe(true);
  expect(violatesEjr1(election, ["a", "b", "c", "d"], () => 1n)).toBe(false);
});
