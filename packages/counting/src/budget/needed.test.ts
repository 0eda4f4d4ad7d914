import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { approvalElections } from "../../test/random-elections.ts";
import type { Election, MarkedBallot } from "../election.ts";
import { count } from "../methods.ts";
import type { Parameters } from "../outcome.ts";
import type { Needed } from "./rounds.ts";

type ApprovalElection = Election & { ballots: { papers: readonly MarkedBallot[] } };

const LARGER = { options: 8, voters: 15, costMax: 40, budgetMax: 100 };

function losersOf(election: Election, method: string, parameters: Parameters): { option: string; needed: Needed }[] {
  const { rounds } = count({ election, method, parameters, explain: true });
  return rounds.flatMap((round) => (round.kind === "left-out" && round.needed !== undefined ? [{ option: round.option, needed: round.needed }] : []));
}

function withCost(election: ApprovalElection, id: string, cost: number): Election {
  return { ...election, options: election.options.map((option) => (option.id === id ? { ...option, cost: BigInt(cost) } : option)) };
}

function withVotes(election: ApprovalElection, id: string, votes: number): Election {
  const chosen = [election.options.findIndex((option) => option.id === id)];
  return { ...election, ballots: { kind: "approval", papers: [...election.ballots.papers, { count: votes, chosen }] } };
}

const RULES: readonly (readonly [method: string, parameters: Parameters, votesToo: boolean])[] = [
  ["greedy", {}, true],
  ["greedy", { misfit: "stop" }, true],
  ["greedy", { threshold: 4 }, true],
  ["phragmen", {}, true],
  // More voters change everybody's endowment there: what is said holds for the same endowment only.
  ["equal-shares", {}, false],
  ["equal-shares", { utility: "cardinality" }, false],
];

describe("what a losing project would have needed is enough", () => {
  for (const [method, parameters, votesToo] of RULES) {
    test(`${method} ${JSON.stringify(parameters)}`, () => {
      let answers = 0;
      const check = (election: ApprovalElection) => {
        for (const { option, needed } of losersOf(election, method, parameters)) {
          answers += 1;
          const { cost, votes } = needed;
          if (cost !== undefined) expect(count({ election: withCost(election, option, cost), method, parameters }).winners).toContain(option);
          if (votes !== undefined && votesToo)
            expect(count({ election: withVotes(election, option, votes), method, parameters }).winners).toContain(option);
        }
      };
      fc.assert(fc.property(approvalElections(LARGER), check), { numRuns: 200 });
      expect(answers).toBeGreaterThan(100);
    });
  }
});

for (const utility of ["cost", "cardinality"]) {
  test(`what is said of votes for equal-shares by ${utility} holds while everybody has the same to spend`, () => {
    let answers = 0;
    const check = (election: ApprovalElection) => {
      const voters = election.ballots.papers.reduce((sum, paper) => sum + paper.count, 0);
      for (const { option, needed } of losersOf(election, "equal-shares", { utility })) {
        if (needed.votes === undefined) continue;
        answers += 1;
        // Everything in a unit so small that the budget of more voters is a whole number again.
        const options = election.options.map((one) => ({ ...one, cost: (one.cost ?? 0n) * BigInt(voters) }));
        const budget = (election.budget ?? 0n) * BigInt(voters + needed.votes);
        const changed = { ...withVotes(election, option, needed.votes), options, budget };
        expect(count({ election: changed, method: "equal-shares", parameters: { utility } }).winners).toContain(option);
      }
    };
    fc.assert(fc.property(approvalElections(LARGER), check), { numRuns: 200 });
    expect(answers).toBeGreaterThan(50);
  });
}

test("greedy says no more votes and no lower cost than are needed, but for ties", () => {
  const election: ApprovalElection = {
    options: [
      { id: "bench", cost: 60n },
      { id: "tree", cost: 50n },
      { id: "pond", cost: 45n },
    ],
    ballots: {
      kind: "approval",
      papers: [
        { count: 5, chosen: [0] },
        { count: 3, chosen: [1] },
        { count: 1, chosen: [2] },
      ],
    },
    budget: 100n,
  };
  expect(losersOf(election, "greedy", {})).toEqual([
    { option: "tree", needed: { votes: 2, cost: 40 } },
    { option: "pond", needed: { votes: 4, cost: 40 } },
  ]);
  expect(count({ election: withVotes(election, "tree", 1), method: "greedy" }).winners).toEqual(["bench"]);
  expect(count({ election: withCost(election, "tree", 41), method: "greedy" }).winners).toEqual(["bench"]);
});

test("decisions by hand are published with their reason and come out of the same budget", () => {
  const options = ["a", "b", "c"].map((id) => ({ id, cost: 40n }));
  const papers = [
    { count: 3, chosen: [0] },
    { count: 2, chosen: [1] },
    { count: 1, chosen: [2] },
  ];
  const election: Election = { options, ballots: { kind: "approval", papers }, budget: 100n };
  const overrides = [
    { option: "c", decision: "fund", reason: "council decision 12/2026" },
    { option: "a", decision: "leave-out", reason: "not on city land" },
  ] as const;
  const outcome = count({ election, method: "greedy", parameters: { overrides } });
  expect(outcome.winners).toEqual(["c", "b"]);
  expect(outcome.rounds).toContainEqual({ kind: "funded", option: "c", cost: 40, tally: 1, left: 60, byHand: "council decision 12/2026" });
  expect(outcome.rounds).toContainEqual({
    kind: "left-out",
    option: "a",
    cost: 40,
    tally: 3,
    reason: "left-out-by-hand",
    byHand: "not on city land",
  });

  const silent = [{ option: "a", decision: "fund", reason: " " }] as const;
  expect(() => count({ election, method: "greedy", parameters: { overrides: silent } })).toThrow(/`overrides` cannot be/);
  const dear = options.map(({ id }) => ({ option: id, decision: "fund", reason: "all of them" }) as const);
  expect(() => count({ election, method: "greedy", parameters: { overrides: dear } })).toThrow(/within the budget of 100/);
});
