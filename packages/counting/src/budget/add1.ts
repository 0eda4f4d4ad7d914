import type { Money } from "../election.ts";
import { WrongUseError } from "../method.ts";
import type { Ties } from "../ties.ts";
import type { BudgetElection } from "./budget.ts";
import type { Run, Runner } from "./shares/run.ts";
import { isAlike, isSteady, type Trace, traceOf } from "./shares/steady.ts";

/** The run that decided. `runs` counts all steps of the rule, the one that would have overspent included. */
export type Completed = { readonly endowment: Money; readonly runs: number; readonly run: Run; readonly ties: Ties };

/** More runs than any real election needs; what needs more has a wrong budget or currency. */
export const RUNS_MAX = 100_000;

type Step = Completed & { readonly trace: Trace };

/**
 * Add1: every voter gets `budget / voters` rounded down to the currency's unit, then one unit more in each run, as long as what is bought
 * stays within the budget. `exhaustive` also stops as soon as no further project fits what is left; `overspend` only when the next
 * run would overspend, or when everything is bought. Steps that provably change nothing are not run one by one: where a unit is tiny (forints),
 * there can be a hundred thousand.
 * @throws WrongUseError after `RUNS_MAX` runs
 */
export function add1(pb: BudgetElection, runner: Runner, stop: "exhaustive" | "overspend", ties: Ties): Completed {
  const unit = 10n ** BigInt(pb.decimals);
  const start = (pb.budget / (BigInt(Math.max(1, pb.voters)) * unit)) * unit;
  let best = stepTo(pb, runner, start, 1, ties);
  let stride = 1;
  for (let done = 1; !isFinal(pb, runner, best, stop); done++) {
    if (done === RUNS_MAX)
      throw new WrongUseError(`Add1 has not come to an end after ${RUNS_MAX} runs.`, ["a budget and costs in a larger unit of currency"]);
    const next = stepTo(pb, runner, best.endowment + BigInt(stride) * unit, best.runs + stride, ties);
    const alike = !next.run.overspent && isAlike(best.trace, next.trace);
    if (stride > 1 && !(alike && isSteady(runner.state.instance, best.trace, next.trace))) {
      stride = Math.max(1, Math.floor(stride / 4));
      continue;
    }
    if (next.run.overspent) return { ...best, runs: next.runs };
    best = next;
    stride = alike ? stride * 2 : 1;
  }
  return best;
}

function stepTo(pb: BudgetElection, runner: Runner, endowment: Money, runs: number, ties: Ties): Step {
  const own = ties.fresh();
  const run = runner.run(endowment, pb.budget, own);
  return { endowment, runs, run, ties: own, trace: traceOf(runner.state) };
}

function isFinal(pb: BudgetElection, runner: Runner, { run }: Completed, stop: "exhaustive" | "overspend"): boolean {
  const bought = new Set(run.bought);
  const left = runner.state.instance.projects.filter((_, position) => !bought.has(position));
  if (left.length === 0) return true;
  return stop === "exhaustive" && left.every((project) => project.cost > pb.budget - run.spent);
}
