import { compareRationals, type Rational, rationalToNumber, ZERO } from "../../rational.ts";
import type { Exact } from "./exact.ts";
import { pointsFor } from "./instance.ts";
import { ROUNDING, type State } from "./state.ts";

/**
 * Takes the price from every supporter, who pays all he has if that is less.
 * @param off how far `price` may be from the exact one
 */
export function pay(state: State, exact: Exact, project: number, price: number, off: number): void {
  const at = state.purchases.length;
  const supporters = (state.supporters[project] ?? new Int32Array()).subarray(0, state.alive[project]);
  const points = state.points[project] ?? null;
  const settled = settle(state, exact, project, price, doubtful(state, supporters, points, price, off));
  const { purse } = state;
  let [exhausted, most] = [0, 1];
  for (let i = 0; i < supporters.length; i++) {
    const group = supporters[i] as number;
    const budget = purse[2 * group] as number;
    if (budget === 0) continue;
    const given = points === null ? 1 : (points[i] as number);
    const left = settled?.get(group) ?? budget - price * given;
    const weight = purse[2 * group + 1] as number;
    purse[2 * group] = left;
    if (given > most) most = given;
    if (left > 0) continue;
    purse[2 * group] = 0;
    state.goneAt[group] = at;
    exhausted += weight;
  }
  state.boughtAt[project] = at;
  state.purchases.push({ project, price, off, exhausted });
  state.error += off * most + ROUNDING * Number(state.endowment);
}

/** Supporters whose money is as good as the price: floating point cannot tell whether something is left. */
function doubtful(state: State, supporters: Int32Array, points: Float64Array | null, price: number, off: number): number[] {
  const groups: number[] = [];
  const { purse, error } = state;
  for (let i = 0; i < supporters.length; i++) {
    const group = supporters[i] as number;
    const budget = purse[2 * group] as number;
    const given = points === null ? 1 : (points[i] as number);
    const left = budget - price * given;
    const doubt = error + off * given + ROUNDING * budget;
    if (left <= doubt && left >= -doubt && budget > 0) groups.push(group);
  }
  return groups;
}

/** What is left to each of these groups: exactly 0, or a little. */
function settle(state: State, exact: Exact, project: number, hint: number, groups: readonly number[]): Map<number, number> | undefined {
  if (groups.length === 0) return undefined;
  const price = exact.priceOf(project, hint) ?? ZERO;
  state.exactComparisons += groups.length;
  return new Map(groups.map((group) => [group, leftExactly(state, exact, project, price, group)]));
}

function leftExactly(state: State, exact: Exact, project: number, price: Rational, group: number): number {
  const budget = exact.budgetOf(group);
  const due = { num: price.num * BigInt(pointsFor(state.instance.groups, group, project)), den: price.den };
  if (compareRationals(budget, due) <= 0) return 0;
  return rationalToNumber({ num: budget.num * due.den - due.num * budget.den, den: budget.den * due.den });
}

/** Computes all budgets anew from the exact prices, so that errors do not pile up over many purchases. */
export function refresh(state: State, exact: Exact): void {
  const prices = exact.prices().map(rationalToNumber);
  const start = Number(state.endowment);
  const { count, starts, projects, points } = state.instance.groups;
  for (let g = 0; g < count; g++) {
    if (state.goneAt[g] !== -1) continue;
    let left = start;
    for (let i = starts[g] as number; i < (starts[g + 1] as number); i++) {
      const at = state.boughtAt[projects[i] as number] as number;
      if (at !== -1) left -= (prices[at] as number) * (points[i] as number);
    }
    state.purse[2 * g] = left > 0 ? left : rationalToNumber(exact.budgetOf(g));
  }
  state.error = (prices.length + 4) * ROUNDING * start;
}
