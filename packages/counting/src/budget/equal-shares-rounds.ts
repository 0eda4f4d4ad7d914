import type { Completed } from "./add1.ts";
import { amount, type BudgetElection, costOf, idOf, ruledOut, tallyIn } from "./budget.ts";
import type { Comparison } from "./comparison.ts";
import { budgetRound, greedyRounds, withNeeded } from "./greedy.ts";
import type { BudgetRound, LeftOutReason, Needed } from "./rounds.ts";
import { sharesNeeded } from "./shares/needed.ts";
import type { Runner } from "./shares/run.ts";

export type SharesCount = {
  readonly pb: BudgetElection;
  readonly eligible: readonly boolean[];
  readonly runner: Runner;
  readonly completed: Completed;
  readonly scale: bigint;
  readonly filled: readonly number[];
  readonly compared: Comparison | undefined;
  readonly explain: boolean;
};

/** The run that decided, as rounds; where the comparison takes greedy instead, that follows. It is run once more where the last run was another one, which overspent. */
export function sharesRounds(count: SharesCount): BudgetRound[] {
  const { pb, runner, completed, scale, compared } = count;
  const ceiling = pb.budget * scale;
  if (runner.last() !== completed.run) runner.run(completed.endowment, ceiling, completed.ties.fresh());
  const bought = boughtRounds(count);
  const left = bought.at(-1)?.left ?? amount(pb, pb.budget);
  const rounds: BudgetRound[] = [
    budgetRound(pb),
    { kind: "endowment", endowment: amount(pb, completed.endowment) / Number(scale), voters: pb.voters, runs: completed.runs },
    ...bought,
    ...filledRounds(count, left),
  ];
  if (compared === undefined) return [...rounds, ...leftOutRounds(count)];
  const { winners: _, greedy, ...result } = compared;
  const after = compared.taken === "greedy" ? greedyRounds(pb, greedy) : leftOutRounds(count);
  return [...rounds, { kind: "compared", ...result }, ...after];
}

function projectOf(pb: BudgetElection, option: number): { option: string; cost: number; tally: number } {
  return { option: idOf(pb, option), cost: amount(pb, costOf(pb, option)), tally: tallyIn(pb, option) };
}

function boughtRounds({ pb, runner, scale }: SharesCount): Extract<BudgetRound, { kind: "bought" }>[] {
  let left = pb.budget;
  return runner.state.purchases.map(({ project, price, exhausted }) => {
    const { option = -1, costNumber = 0 } = runner.state.instance.projects[project] ?? {};
    left -= costOf(pb, option);
    const each = price / Number(scale) / 10 ** (pb.decimals - pb.papers.decimals);
    return {
      kind: "bought",
      ...projectOf(pb, option),
      each,
      exhausted,
      effectiveVotes: price === 0 ? tallyIn(pb, option) : costNumber / price / 10 ** pb.papers.decimals,
      left: amount(pb, left),
    };
  });
}

function filledRounds({ pb, filled }: SharesCount, left: number): BudgetRound[] {
  let rest = left;
  return filled.map((option) => {
    const project = projectOf(pb, option);
    rest -= project.cost;
    return { kind: "funded", ...project, left: rest };
  });
}

function leftOutRounds(count: SharesCount): BudgetRound[] {
  const { pb, eligible, runner, scale, explain, filled } = count;
  const { state } = runner;
  const needed = explain ? sharesNeeded(count) : new Map<string, Needed>();
  const losers = state.instance.projects.flatMap(({ option }, position) =>
    state.boughtAt[position] === -1 && !filled.includes(option) ? [{ option, position }] : [],
  );
  const unpaid: BudgetRound[] = losers.map(({ option, position }) => ({
    kind: "left-out",
    ...projectOf(pb, option),
    reason: "supporters-cannot-pay",
    limit: moneyLeft(runner, position) / Number(scale) / 10 ** pb.decimals,
  }));
  const filteredOut = pb.eligible.flatMap((is, option) =>
    is && eligible[option] !== true ? [{ option, reason: "pre-filter" as LeftOutReason }] : [],
  );
  const others: BudgetRound[] = [...filteredOut, ...ruledOut(pb)].map(({ option, reason }) => ({
    kind: "left-out",
    ...projectOf(pb, option),
    reason,
    ...(reason === "below-threshold" && { limit: pb.threshold }),
  }));
  return [...unpaid, ...others].map((round) => withNeeded(round, needed));
}

/** What the project's supporters have left, in the units of the instance. */
export function moneyLeft({ state }: Runner, position: number): number {
  const { supporters = new Int32Array() } = state.instance.projects[position] ?? {};
  return supporters.reduce((sum, group) => sum + (state.purse[2 * group] ?? 0) * (state.purse[2 * group + 1] ?? 0), 0);
}
