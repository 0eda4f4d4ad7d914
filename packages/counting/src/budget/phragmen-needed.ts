import type { Money } from "../election.ts";
import type { Rational } from "../rational.ts";
import { amount, type BudgetElection, costOf, costOfAll, idOf } from "./budget.ts";
import { loadsOf } from "./loads.ts";
import type { Purchase } from "./phragmen.ts";
import type { Needed } from "./rounds.ts";

/** A moment in which a project could have been bought: before something else with this load, with this much left. */
type Chance = { readonly load: Rational; readonly left: Money; readonly sum: Rational; readonly supporters: number };

/**
 * What each eligible project that lost would have needed, all other votes and costs unchanged: more voters for it alone, or a lower cost, so that
 * it comes strictly before what was bought, or before the end. Enough, and no more than needed but for ties.
 */
export function phragmenNeeded(
  pb: BudgetElection,
  bought: readonly Purchase[],
  end: Rational | undefined,
  misfits: readonly number[],
): Map<string, Needed> {
  const losers = pb.eligible.flatMap((is, option) => (is && !bought.some((purchase) => purchase.option === option) ? [option] : []));
  const chances = chancesOf(pb, bought, end, losers);
  const left =
    pb.budget -
    costOfAll(
      pb,
      bought.map(({ option }) => option),
    );
  const needed = losers.map((option): [string, Needed] => {
    const own = chances.get(option) ?? [];
    // Whoever is alone at the end would be bought there if it fitted.
    const alone = end === undefined || (misfits.length === 1 && misfits[0] === option) ? [left] : [];
    const cost = largest([...own.map((chance) => costBefore(chance)), ...alone], costOf(pb, option));
    const votes = own.filter((chance) => chance.left >= costOf(pb, option)).map((chance) => votesBefore(chance, costOf(pb, option)));
    const fewest = votes.filter((count) => count !== undefined).reduce((a, b) => (a !== 0 && a <= b ? a : b), 0);
    return [idOf(pb, option), { ...(fewest > 0 && { votes: fewest }), ...(cost !== undefined && { cost: amount(pb, cost) }) }];
  });
  return new Map(needed);
}

function chancesOf(pb: BudgetElection, bought: readonly Purchase[], end: Rational | undefined, losers: readonly number[]): Map<number, Chance[]> {
  const loads = loadsOf(pb);
  const chances = new Map<number, Chance[]>(losers.map((option) => [option, []]));
  let left = pb.budget;
  const note = (load: Rational) => {
    for (const option of losers) chances.get(option)?.push({ load, left, ...loads.sumOf(option) });
  };
  for (const { option, load } of bought) {
    note(load);
    loads.buy(option, load);
    left -= costOf(pb, option);
  }
  if (end !== undefined) note(end);
  return chances;
}

/** The largest cost with (sum + cost) / supporters < load that is still left. */
function costBefore({ load, left, sum, supporters }: Chance): Money {
  const num = load.num * BigInt(supporters) * sum.den - sum.num * load.den;
  const below = num <= 0n ? -1n : (num - 1n) / (load.den * sum.den);
  return below < left ? below : left;
}

/** The smallest number of new voters with (sum + cost) / (supporters + votes) < load. */
function votesBefore({ load, sum, supporters }: Chance, cost: Money): number | undefined {
  if (load.num <= 0n) return undefined;
  const total = ((sum.num + cost * sum.den) * load.den) / (sum.den * load.num);
  const votes = Number(total) + 1 - supporters;
  return votes > 0 ? votes : undefined;
}

function largest(costs: readonly Money[], below: Money): Money | undefined {
  let best: Money | undefined;
  for (const cost of costs) if (cost > 0n && cost < below && (best === undefined || cost > best)) best = cost;
  return best;
}
