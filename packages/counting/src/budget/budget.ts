import { type Election, type Money, moneyToNumber } from "../election.ts";
import { numberParameter } from "../method.ts";
import type { Parameters } from "../outcome.ts";
import { longEnough, type Papers, papersOf, tallyOf, votersOf } from "../tally.ts";
import type { LeftOutReason } from "./rounds.ts";

/** An election with a budget, made ready: what all budget methods work on. */
export type BudgetElection = {
  readonly election: Election;
  readonly papers: Papers;
  readonly voters: number;
  /** In units of the papers' points. */
  readonly tally: Float64Array;
  readonly costs: readonly Money[];
  readonly budget: Money;
  readonly decimals: number;
  /** Options that may win: not withdrawn, a tally above 0 and not below the threshold. */
  readonly eligible: readonly boolean[];
  /** In points. */
  readonly threshold: number;
};

/** @param parameters `threshold`, `minLength` where the method has them; `ownThreshold`: the election's applies where none is given */
export function budgetElection(election: Election, parameters: Parameters, ownThreshold: boolean): BudgetElection {
  const papers = longEnough(papersOf(election.ballots), numberParameter(parameters, "minLength") ?? 0);
  const tally = tallyOf(papers, election.options.length);
  const threshold = numberParameter(parameters, "threshold") ?? (ownThreshold ? election.minScore : undefined) ?? 0;
  const withdrawn = new Set(election.withdrawn);
  const unit = 10 ** papers.decimals;
  return {
    election,
    papers,
    voters: votersOf(papers),
    tally,
    costs: election.options.map((option) => option.cost ?? 0n),
    budget: election.budget ?? 0n,
    decimals: election.decimals ?? 0,
    eligible: election.options.map((_, i) => !withdrawn.has(i) && points(tally, i) > 0 && points(tally, i) >= threshold * unit),
    threshold,
  };
}

function points(tally: Float64Array, option: number): number {
  return tally[option] ?? 0;
}

/** Money for people and JSON. */
export function amount(pb: BudgetElection, money: Money): number {
  return moneyToNumber(money, pb.decimals);
}

/** An option's tally in points. */
export function tallyIn(pb: BudgetElection, option: number): number {
  return points(pb.tally, option) / 10 ** pb.papers.decimals;
}

export function costOf(pb: BudgetElection, option: number): Money {
  return pb.costs[option] ?? 0n;
}

export function idOf(pb: BudgetElection, option: number): string {
  return pb.election.options[option]?.id ?? "";
}

export function costOfAll(pb: BudgetElection, options: readonly number[]): Money {
  return options.reduce((sum, option) => sum + costOf(pb, option), 0n);
}

/** Those that cannot win whatever is left, with the reason. */
export function ruledOut(pb: BudgetElection): { option: number; reason: LeftOutReason }[] {
  const withdrawn = new Set(pb.election.withdrawn);
  const reasonFor = (option: number): LeftOutReason => {
    if (withdrawn.has(option)) return "withdrawn";
    return points(pb.tally, option) > 0 ? "below-threshold" : "no-votes";
  };
  return pb.eligible.flatMap((eligible, option) => (eligible ? [] : [{ option, reason: reasonFor(option) }]));
}
