import type { Money } from "../election.ts";
import { amount, type BudgetElection, costOf, idOf } from "./budget.ts";
import type { Greedy, GreedyRule } from "./greedy.ts";
import type { Needed } from "./rounds.ts";

type Place = { readonly tally: number; readonly cost: Money; readonly left: Money; readonly open: boolean };

/**
 * What each project that lost would have needed, all other votes and costs unchanged: votes to come early enough in the order, or a cost that
 * fits where it stands. Ties count against it, so that the numbers are always enough.
 */
export function greedyNeeded(pb: BudgetElection, rule: GreedyRule, result: Greedy): Map<string, Needed> {
  const needed = new Map<string, Needed>();
  const unit = 10 ** pb.papers.decimals;
  const byHand = new Set(rule.overrides.map((override) => override.option));
  for (const option of pb.costs.keys()) {
    if (result.winners.includes(option) || byHand.has(idOf(pb, option)) || pb.election.withdrawn?.includes(option) === true) continue;
    const places = placesWithout(pb, rule, option, result);
    const votes = votesNeeded(pb, option, places, Math.max(1, Math.ceil(pb.threshold * unit)));
    const cost = costNeeded(pb, option, places);
    needed.set(idOf(pb, option), { ...(votes !== undefined && { votes: votes / unit }), ...(cost !== undefined && { cost: amount(pb, cost) }) });
  }
  return needed;
}

/** The order without the option: what is left before each other project, and after the last one. */
function placesWithout(pb: BudgetElection, rule: GreedyRule, option: number, result: Greedy): Place[] {
  const own = pb.election.options[option]?.group;
  const places: Place[] = [];
  let left = pb.budget;
  let open = true;
  for (const round of result.rounds) {
    if (round.option === option) continue;
    const byHand = round.byHand !== undefined;
    if (!byHand) places.push({ tally: pb.tally[round.option] ?? 0, cost: costOf(pb, round.option), left, open });
    const fits = costOf(pb, round.option) <= left;
    const excluded = round.kind === "left-out" && (round.reason === "group-taken" || byHand);
    if (!excluded && !fits && rule.misfit === "stop") open = false;
    if (excluded || !fits || !open) continue;
    left -= costOf(pb, round.option);
    if (rule.exclusive && own !== undefined && pb.election.options[round.option]?.group === own) open = false;
  }
  places.push({ tally: Number.NEGATIVE_INFINITY, cost: 0n, left, open });
  return places;
}

/** It must come before the latest place that still has enough money, hence have more votes than whoever stands there (or as many, if cheaper). */
function votesNeeded(pb: BudgetElection, option: number, places: readonly Place[], least: number): number | undefined {
  const cost = costOf(pb, option);
  const own = pb.tally[option] ?? 0;
  const targets = places
    .filter((place) => place.open && place.left >= cost)
    .map((place) => Math.max(least, cost < place.cost ? place.tally : place.tally + 1))
    .filter((target) => target > own);
  return targets.length === 0 ? undefined : Math.min(...targets) - own;
}

/** With its own votes it stands before the first place with fewer votes; there its cost must fit. */
function costNeeded(pb: BudgetElection, option: number, places: readonly Place[]): Money | undefined {
  if (pb.eligible[option] !== true) return undefined;
  const own = pb.tally[option] ?? 0;
  const at = places.find((place) => place.tally < own);
  if (at === undefined || !at.open || at.left <= 0n || at.left >= costOf(pb, option)) return undefined;
  return at.left;
}
