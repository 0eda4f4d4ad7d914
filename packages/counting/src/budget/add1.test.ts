import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { approvalElections, pointsElections } from "../../test/random-elections.ts";
import type { Election } from "../election.ts";
import { tieBreaking } from "../ties.ts";
import { add1 } from "./add1.ts";
import { type BudgetElection, budgetElection } from "./budget.ts";
import { instanceOf } from "./shares/instance.ts";
import { type Runner, runner } from "./shares/run.ts";

type Stop = "exhaustive" | "overspend";

/** Add1 as it is told: one run after the other, none left out. */
function stepByStep(pb: BudgetElection, byCost: boolean, stop: Stop): { bought: readonly number[]; endowment: bigint; runs: number } {
  const shares = runner(instanceOf(pb, pb.eligible, byCost, 1n));
  const run = (endowment: bigint) => shares.run(endowment, pb.budget, tieBreaking(pb.election.options, {}));
  let [endowment, runs] = [pb.budget / BigInt(Math.max(1, pb.voters)), 1];
  for (let best = run(endowment); ; endowment += 1n) {
    const left = shares.state.instance.projects.filter((_, position) => !best.bought.includes(position));
    const isExhaustive = left.every((project) => project.cost > pb.budget - best.spent);
    if (left.length === 0 || (stop === "exhaustive" && isExhaustive)) return { bought: best.bought, endowment, runs };
    const next = run(endowment + 1n);
    runs += 1;
    if (next.overspent) return { bought: best.bought, endowment, runs };
    best = next;
  }
}

describe("Add1 leaves out only steps that change nothing", () => {
  for (const [kind, elections] of [
    ["approval", approvalElections({ options: 8, voters: 15, costMax: 900, budgetMax: 3_000 })],
    ["points", pointsElections({ options: 8, voters: 15, costMax: 900, budgetMax: 3_000 })],
  ] as const) {
    for (const stop of ["exhaustive", "overspend"] as const) {
      for (const byCost of [true, false]) {
        test(`from ${kind}, until ${stop}, ${byCost ? "by cost" : "by cardinality"}`, () => {
          let [steps, tried] = [0, 0];
          const check = (election: Election) => {
            const pb = budgetElection(election, {}, false);
            const shares = runner(instanceOf(pb, pb.eligible, byCost, 1n));
            const counting: Runner = {
              ...shares,
              run(...args) {
                tried += 1;
                return shares.run(...args);
              },
            };
            const { endowment, runs, run } = add1(pb, counting, stop, tieBreaking(election.options, {}));
            expect({ bought: run.bought, endowment, runs }).toEqual(stepByStep(pb, byCost, stop));
            steps += runs;
          };
          fc.assert(fc.property(elections as fc.Arbitrary<Election>, check), { numRuns: 60 });
          expect(tried).toBeLessThan(steps);
        });
      }
    }
  }
});

test("a budget in a tiny unit takes seconds, not hours: hundreds of thousands of steps", () => {
  const options = [40_000_000n, 25_000_000n, 60_000_000n, 1_600_000n].map((cost, index) => ({ id: String(index), cost }));
  const papers = [
    { count: 90, chosen: [0] },
    { count: 60, chosen: [1, 3] },
    { count: 20, chosen: [2, 3] },
    { count: 30, chosen: [0, 2] },
  ];
  const election: Election = { options, ballots: { kind: "approval", papers }, budget: 70_000_000n };
  const pb = budgetElection(election, {}, false);
  const shares = runner(instanceOf(pb, pb.eligible, true, 1n));
  const { run, runs, endowment } = add1(pb, shares, "overspend", tieBreaking(options, {}));
  expect(run.bought.map((position) => shares.state.instance.projects[position]?.option)).toEqual([0, 3, 1]);
  expect(run.spent).toBe(66_600_000n);
  // The next unit would buy project 2 as well: its 50 supporters would hold its cost.
  expect(shares.run(endowment + 1n, 10n ** 12n, tieBreaking(options, {})).spent).toBe(126_600_000n);
  expect(runs).toBeGreaterThan(200_000);
  expect(runs).toBe(Number(endowment - 350_000n) + 2);
});
