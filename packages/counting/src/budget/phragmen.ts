import type { Counted, CountInput } from "../method.ts";
import { compareRationals, leastOf, type Rational, rationalToNumber } from "../rational.ts";
import { tallyById } from "../tally.ts";
import type { Ties } from "../ties.ts";
import { amount, type BudgetElection, budgetElection, costOf, costOfAll, idOf, ruledOut, tallyIn } from "./budget.ts";
import { budgetRound, withNeeded } from "./greedy.ts";
import { type Loads, loadsOf } from "./loads.ts";
import { phragmenNeeded } from "./phragmen-needed.ts";
import type { BudgetRound, Needed } from "./rounds.ts";

/** A purchase: all supporters have spent `load` by then. */
export type Purchase = { readonly option: number; readonly load: Rational };
/** `end`: the load at which projects were next that did not fit, and which these were. */
type Phragmen = { readonly bought: readonly Purchase[]; readonly misfits: readonly number[]; readonly end?: Rational };

/**
 * Sequential Phragmén for participatory budgeting (Los, Christoff, Grossi: Proportional Budget Allocations, IJCAI 2022): every voter earns money at the same
 * pace; as soon as the supporters of a project hold its cost, it is bought and their money is gone. Equivalently the next project is the one with the smallest
 * load (Σ loads of its supporters + cost) / supporters. The rule ends when a project that is next does not fit the budget, also if it is only tied
 * for being next; a project that costs more than the whole budget takes no part, as it would only stop the others. Ties: lower cost, then more votes, then a lot. All in exact fractions: a supporter's load is that of the last purchase he
 * paid for, so that a sum of loads has few terms.
 */
export function countPhragmen({ election, parameters, ties, explain }: CountInput): Counted {
  const pb = budgetElection(election, parameters, false);
  const { bought, misfits, end } = phragmen(pb, ties);
  const needed = explain ? phragmenNeeded(pb, bought, end, misfits) : new Map<string, Needed>();
  const winners = bought.map(({ option }) => option);
  return {
    winners: winners.map((option) => idOf(pb, option)),
    tally: tallyById(election, pb.tally, pb.papers.decimals),
    spent: amount(pb, costOfAll(pb, winners)),
    rounds: [budgetRound(pb), ...boughtRounds(pb, bought), ...leftOutRounds(pb, winners, misfits).map((round) => withNeeded(round, needed))],
  };
}

function phragmen(pb: BudgetElection, ties: Ties): Phragmen {
  const loads = loadsOf(pb);
  const bought: Purchase[] = [];
  let open = pb.eligible.flatMap((is, option) => (is && !isTooDear(pb, option) ? [option] : []));
  let left = pb.budget;
  while (open.length > 0) {
    const { load, tied } = next(loads, open);
    const misfits = tied.filter((option) => costOf(pb, option) > left);
    if (misfits.length > 0) return { bought, misfits, end: load };
    const option = untied(pb, tied, ties);
    loads.buy(option, load);
    bought.push({ option, load });
    left -= costOf(pb, option);
    open = open.filter((other) => other !== option);
  }
  return { bought, misfits: [] };
}

function isTooDear(pb: BudgetElection, option: number): boolean {
  return costOf(pb, option) > pb.budget;
}

function next(loads: Loads, open: readonly number[]): { load: Rational; tied: number[] } {
  const candidates = open.map((option) => ({ option, load: loads.loadOf(option) }));
  const { load } = candidates.reduce((a, b) => (compareRationals(b.load, a.load) < 0 ? b : a));
  return { load, tied: candidates.filter((candidate) => compareRationals(candidate.load, load) === 0).map(({ option }) => option) };
}

function untied(pb: BudgetElection, tied: readonly number[], ties: Ties): number {
  const least = leastOf(tied.map((option) => costOf(pb, option)));
  const cheapest = tied.filter((option) => costOf(pb, option) === least);
  const most = Math.max(...cheapest.map((option) => pb.tally[option] ?? 0));
  return ties.draw(
    cheapest.filter((option) => pb.tally[option] === most),
    "fund",
  );
}

function projectOf(pb: BudgetElection, option: number): { option: string; cost: number; tally: number } {
  return { option: idOf(pb, option), cost: amount(pb, costOf(pb, option)), tally: tallyIn(pb, option) };
}

function boughtRounds(pb: BudgetElection, bought: readonly Purchase[]): BudgetRound[] {
  let left = pb.budget;
  return bought.map(({ option, load }) => {
    left -= costOf(pb, option);
    return { kind: "bought-by-load", ...projectOf(pb, option), load: rationalToNumber(load) / 10 ** pb.decimals, left: amount(pb, left) };
  });
}

function leftOutRounds(pb: BudgetElection, winners: readonly number[], misfits: readonly number[]): BudgetRound[] {
  const limit = amount(pb, pb.budget - costOfAll(pb, winners));
  const lost = pb.eligible.flatMap((is, option) => (is && !winners.includes(option) && !misfits.includes(option) ? [option] : []));
  const [dear, late] = [lost.filter((option) => isTooDear(pb, option)), lost.filter((option) => !isTooDear(pb, option))];
  return [
    ...misfits.map((option): BudgetRound => ({ kind: "left-out", ...projectOf(pb, option), reason: "does-not-fit", limit })),
    ...dear.map((option): BudgetRound => ({ kind: "left-out", ...projectOf(pb, option), reason: "above-budget", limit: amount(pb, pb.budget) })),
    ...late.map((option): BudgetRound => ({ kind: "left-out", ...projectOf(pb, option), reason: "after-first-misfit" })),
    ...ruledOut(pb).map(
      ({ option, reason }): BudgetRound => ({
        kind: "left-out",
        ...projectOf(pb, option),
        reason,
        ...(reason === "below-threshold" && { limit: pb.threshold }),
      }),
    ),
  ];
}
