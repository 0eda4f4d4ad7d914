import type { Money } from "../election.ts";
import type { Counted, CountInput } from "../method.ts";
import { textParameter, WrongUseError } from "../method.ts";
import type { Override } from "../outcome.ts";
import { tallyById } from "../tally.ts";
import type { Ties } from "../ties.ts";
import { amount, type BudgetElection, budgetElection, costOf, idOf, ruledOut, tallyIn } from "./budget.ts";
import { greedyNeeded } from "./greedy-needed.ts";
import type { BudgetRound, LeftOutReason, Needed } from "./rounds.ts";

export type GreedyRule = {
  /** What happens at a project that does not fit: go on to cheaper ones, or stop. */
  readonly misfit: "skip" | "stop";
  /** Of one group at most one project is funded. */
  readonly exclusive: boolean;
  readonly overrides: readonly Override[];
};

export type Greedy = { readonly winners: readonly number[]; readonly left: Money; readonly rounds: readonly GreedyRound[] };

/** A round before it is put into words: options are positions. */
export type GreedyRound =
  | { readonly kind: "funded"; readonly option: number; readonly left: Money; readonly byHand?: string }
  | { readonly kind: "left-out"; readonly option: number; readonly reason: LeftOutReason; readonly left: Money; readonly byHand?: string };

/**
 * The rule most cities use (Pabulib's `greedy` family): projects by votes, then by lower cost, each funded if it fits what is left.
 * `misfit: "stop"` is `greedy-no-skip`, a threshold `greedy-threshold`, groups `greedy-exclusive`. Decisions by hand come first and are published
 * with their reason; money for projects funded by hand comes out of the same budget.
 */
export function countGreedy({ election, parameters, ties, explain }: CountInput): Counted {
  const pb = budgetElection(election, parameters, true);
  const rule: GreedyRule = {
    misfit: textParameter(parameters, "misfit") === "stop" ? "stop" : "skip",
    exclusive: textParameter(parameters, "groups") === "exclusive",
    overrides: overridesIn(parameters["overrides"]),
  };
  const result = greedy(pb, rule, byVotes(pb), pb.budget, ties);
  const needed = explain ? greedyNeeded(pb, rule, result) : new Map<string, Needed>();
  return {
    winners: result.winners.map((option) => idOf(pb, option)),
    tally: tallyById(election, pb.tally, pb.papers.decimals),
    spent: amount(pb, pb.budget - result.left),
    rounds: [budgetRound(pb), ...greedyRounds(pb, result).map((round) => withNeeded(round, needed))],
  };
}

function overridesIn(value: unknown): readonly Override[] {
  return Array.isArray(value) ? value : [];
}

/** Adds to each round of a loser what it would have needed. */
export function withNeeded(round: BudgetRound, needed: ReadonlyMap<string, Needed>): BudgetRound {
  if (round.kind !== "left-out") return round;
  const found = needed.get(round.option);
  return found === undefined || Object.keys(found).length === 0 ? round : { ...round, needed: found };
}

/** Eligible options, most votes first, then lower cost; options that are equal in both are together. */
export function byVotes(pb: BudgetElection, among: (option: number) => boolean = () => true): number[][] {
  const eligible = pb.eligible.flatMap((is, option) => (is && among(option) ? [option] : []));
  const groups = Map.groupBy(eligible, (option) => `${pb.tally[option]} ${costOf(pb, option)}`);
  const compare = (a: number, b: number) => {
    const votes = (pb.tally[b] ?? 0) - (pb.tally[a] ?? 0);
    return votes !== 0 ? votes : Number(costOf(pb, a) - costOf(pb, b));
  };
  return [...groups.values()].sort(([a = 0], [b = 0]) => compare(a, b));
}

/** Goes through the groups of `byVotes` with `budget`; draws the order of a group only if one of it can be funded. */
export function greedy(pb: BudgetElection, rule: GreedyRule, groups: readonly (readonly number[])[], budget: Money, ties: Ties): Greedy {
  const rounds: GreedyRound[] = [];
  const byHand = new Map(rule.overrides.map((override) => [override.option, override]));
  const taken = new Set<string>();
  let left = budget;
  let stopped = false;

  function fund(option: number, reason?: string): void {
    left -= costOf(pb, option);
    const group = pb.election.options[option]?.group;
    if (group !== undefined) taken.add(group);
    rounds.push({ kind: "funded", option, left, ...(reason !== undefined && { byHand: reason }) });
  }

  function misfitOf(option: number): LeftOutReason | undefined {
    const group = pb.election.options[option]?.group;
    if (rule.exclusive && group !== undefined && taken.has(group)) return "group-taken";
    if (stopped) return "after-first-misfit";
    return costOf(pb, option) > left ? "does-not-fit" : undefined;
  }

  function consider(option: number): void {
    const hand = byHand.get(idOf(pb, option));
    if (hand?.decision === "fund") return;
    const reason = hand === undefined ? misfitOf(option) : "left-out-by-hand";
    if (reason === undefined) fund(option);
    else rounds.push({ kind: "left-out", option, reason, left, ...(hand !== undefined && { byHand: hand.reason }) });
    if (reason === "does-not-fit" && rule.misfit === "stop") stopped = true;
  }

  for (const option of fundedByHand(pb, rule.overrides, budget)) fund(option, byHand.get(idOf(pb, option))?.reason);
  for (const group of groups) {
    const isOpen = group.some((option) => !byHand.has(idOf(pb, option)) && misfitOf(option) === undefined);
    for (const option of isOpen ? ties.order(group, "order") : group) consider(option);
  }
  return { winners: rounds.filter((round) => round.kind === "funded").map((round) => round.option), left, rounds };
}

/** @throws WrongUseError if the budget does not reach for them */
function fundedByHand(pb: BudgetElection, overrides: readonly Override[], budget: Money): number[] {
  const ids = overrides.filter((override) => override.decision === "fund").map((override) => override.option);
  const options = ids.map((id) => pb.election.options.findIndex((option) => option.id === id));
  const cost = options.reduce((sum, option) => sum + costOf(pb, option), 0n);
  if (cost <= budget) return options;
  throw new WrongUseError(`Projects funded by hand cost ${amount(pb, cost)}.`, [`decisions by hand within the budget of ${amount(pb, budget)}`]);
}

/** The first round of every budget method. */
export function budgetRound(pb: BudgetElection): BudgetRound {
  return { kind: "budget", budget: amount(pb, pb.budget), projects: pb.costs.length };
}

/** Rounds in words of the election; those who could not win at all come last. */
export function greedyRounds(pb: BudgetElection, { rounds, left }: Greedy): BudgetRound[] {
  const funded = new Set(rounds.map((round) => round.option));
  const others = ruledOut(pb).filter(({ option }) => !funded.has(option));
  return [
    ...rounds.map((round) => roundInWords(pb, round)),
    ...others.map(({ option, reason }) => roundInWords(pb, { kind: "left-out", option, reason, left })),
  ];
}

function roundInWords(pb: BudgetElection, round: GreedyRound): BudgetRound {
  const project = { option: idOf(pb, round.option), cost: amount(pb, costOf(pb, round.option)), tally: tallyIn(pb, round.option) };
  const byHand = round.byHand !== undefined && { byHand: round.byHand };
  if (round.kind === "funded") return { kind: "funded", ...project, left: amount(pb, round.left), ...byHand };
  const limits: Partial<Record<LeftOutReason, number>> = { "does-not-fit": amount(pb, round.left), "below-threshold": pb.threshold };
  const limit = limits[round.reason];
  return { kind: "left-out", ...project, reason: round.reason, ...(limit !== undefined && { limit }), ...byHand };
}
