import type { Money } from "../election.ts";
import { type Counted, type CountInput, textParameter } from "../method.ts";
import type { Parameters } from "../outcome.ts";
import { tallyById } from "../tally.ts";
import type { Ties } from "../ties.ts";
import { add1, type Completed } from "./add1.ts";
import { amount, type BudgetElection, budgetElection, costOf, costOfAll, idOf } from "./budget.ts";
import { type Comparison, compareWithGreedy } from "./comparison.ts";
import { sharesRounds } from "./equal-shares-rounds.ts";
import { byVotes, type GreedyRule, greedy } from "./greedy.ts";
import { instanceOf } from "./shares/instance.ts";
import { type Runner, runner } from "./shares/run.ts";

/** Plain greedy, as completion fills up and as Equal Shares is compared with. */
const PLAIN: GreedyRule = { misfit: "skip", exclusive: false, overrides: [] };

/**
 * Equal Shares (Peters and Skowron 2020; Peters, Pierczyński, Skowron 2021; equalshares.net): the budget is divided equally among
 * the voters, supporters of a project share its cost as equally as their money allows, and the project with the lowest price for each unit of
 * utility is bought next, until nobody can pay for anything. `utility: "cost"` measures a project by its cost, so that the highest effective vote
 * count wins; `cardinality` by 1. Points multiply both. Ties: lower cost, then more votes, then a lot.
 * Without completion the endowment is the exact fraction budget / voters. With Add1 costs are compared as in `add1.ts`.
 */
export function countEqualShares({ election, parameters, ties, explain }: CountInput): Counted {
  const pb = budgetElection(election, parameters, false);
  const eligible = prefiltered(pb, textParameter(parameters, "prefilter"));
  const { runner, completed, scale } = run(pb, eligible, parameters, ties);
  ties.adopt(completed.ties);
  const bought = completed.run.bought.map((position) => runner.state.instance.projects[position]?.option ?? -1);
  const filled = textParameter(parameters, "fill") === "greedy" ? fill(pb, eligible, bought, ties) : [];
  const compared = compare(pb, textParameter(parameters, "compare"), [...bought, ...filled], ties);
  const winners = compared?.winners ?? [...bought, ...filled];
  return {
    winners: winners.map((option) => idOf(pb, option)),
    tally: tallyById(election, pb.tally, pb.papers.decimals),
    spent: amount(pb, costOfAll(pb, winners)),
    endowment: amount(pb, completed.endowment) / Number(scale),
    runs: completed.runs,
    exactComparisons: runner.state.exactComparisons,
    notes: notesOn(pb, parameters),
    rounds: sharesRounds({ pb, eligible, runner, completed, scale, filled, compared, explain }),
  };
}

type Scaled = { readonly runner: Runner; readonly completed: Completed; readonly scale: bigint };

function run(pb: BudgetElection, eligible: readonly boolean[], parameters: Parameters, ties: Ties): Scaled {
  const byCost = textParameter(parameters, "utility") === "cost";
  if (textParameter(parameters, "completion") === "add1") {
    const shares = runner(instanceOf(pb, eligible, byCost, 1n));
    return {
      runner: shares,
      scale: 1n,
      completed: add1(pb, shares, textParameter(parameters, "add1Stop") === "exhaustive" ? "exhaustive" : "overspend", ties),
    };
  }
  const scale = BigInt(Math.max(1, pb.voters));
  const shares = runner(instanceOf(pb, eligible, byCost, scale));
  const own = ties.fresh();
  return { runner: shares, scale, completed: { endowment: pb.budget, runs: 1, run: shares.run(pb.budget, pb.budget * scale, own), ties: own } };
}

/** `one-third` (Świecie 2023): a project needs votes from a third of the share of voters that its cost is of the budget: votes / n ≥ cost / 3B. */
function prefiltered(pb: BudgetElection, filter: string): readonly boolean[] {
  if (filter !== "one-third") return pb.eligible;
  const supporters = new Float64Array(pb.costs.length);
  for (const { count, chosen } of pb.papers.papers) for (const option of chosen) supporters[option] = (supporters[option] ?? 0) + count;
  return pb.eligible.map((is, option) => is && 3n * pb.budget * BigInt(supporters[option] ?? 0) >= costOf(pb, option) * BigInt(pb.voters));
}

function fill(pb: BudgetElection, eligible: readonly boolean[], bought: readonly number[], ties: Ties): readonly number[] {
  const left: Money = pb.budget - costOfAll(pb, bought);
  const groups = byVotes(pb, (option) => eligible[option] === true && !bought.includes(option));
  return greedy(pb, PLAIN, groups, left, ties).winners;
}

function compare(pb: BudgetElection, by: string, winners: readonly number[], ties: Ties): Comparison | undefined {
  if (by === "none") return undefined;
  return compareWithGreedy(pb, winners, greedy(pb, PLAIN, byVotes(pb), pb.budget, ties), by);
}

function notesOn(pb: BudgetElection, parameters: Parameters): string[] {
  const own = pb.election.minScore ?? 0;
  if (own === 0 || parameters["threshold"] !== undefined) return [];
  return [`the election's minimum score of ${own} belongs to the greedy rule and is not applied here; the parameter threshold applies it`];
}
