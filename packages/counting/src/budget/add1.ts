import type { Money } from "../election.ts";
import type { Ties } from "../ties.ts";
import type { BudgetElection } from "./budget.ts";
import type { Run, Runner } from "./shares/run.ts";

/** The run that decided. `runs` counts all, the one that would have overspent included. */
export type Completed = { readonly endowment: Money; readonly runs: number; readonly run: Run; readonly ties: Ties };

/** More runs than any real election has needed (the most of 963 is 1,922); what needs more has a wrong budget or currency. */
export const RUNS_MAX = 200_000;

/** More than `RUNS_MAX` runs: the election cannot be completed by Add1 in a sensible time. */
export class TooManyRunsError extends Error {
  override readonly name = "TooManyRunsError";
}

/**
 * Add1: every voter gets `budget / voters` rounded down to the currency's unit, then one unit more in each run, as long as what is bought
 * stays within the budget. `exhaustive` also stops as soon as no further project fits what is left; `overspend` only when the next
 * run would overspend, or when everything is bought.
 * @throws TooManyRunsError
 */
export function add1(pb: BudgetElection, runner: Runner, stop: "exhaustive" | "overspend", ties: Ties): Completed {
  const unit = 10n ** BigInt(pb.decimals);
  const voters = BigInt(Math.max(1, pb.voters));
  const start = (pb.budget / (voters * unit)) * unit;
  let best: Completed = { endowment: start, runs: 1, ...runWith(runner, start, pb.budget, ties) };
  while (!isFinal(pb, runner, best, stop)) {
    if (best.runs === RUNS_MAX) throw new TooManyRunsError(`Add1 has not come to an end after ${RUNS_MAX} runs; check the budget's currency unit.`);
    const endowment = best.endowment + unit;
    const next = runWith(runner, endowment, pb.budget, ties);
    if (next.run.overspent) return { ...best, runs: best.runs + 1 };
    best = { endowment, runs: best.runs + 1, ...next };
  }
  return best;
}

function runWith(runner: Runner, endowment: Money, budget: Money, ties: Ties): { run: Run; ties: Ties } {
  const own = ties.fresh();
  return { run: runner.run(endowment, budget, own), ties: own };
}

function isFinal(pb: BudgetElection, runner: Runner, { run }: Completed, stop: "exhaustive" | "overspend"): boolean {
  const bought = new Set(run.bought);
  const left = runner.state.instance.projects.filter((_, position) => !bought.has(position));
  if (left.length === 0) return true;
  return stop === "exhaustive" && left.every((project) => project.cost > pb.budget - run.spent);
}
