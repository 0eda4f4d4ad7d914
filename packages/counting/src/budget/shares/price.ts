import { EPSILON, INFINITE, type State } from "./state.ts";

/** The price of one point of a project lies between `low` and `high`. */
export type Price = { readonly price: number; readonly low: number; readonly high: number };

/**
 * `gone`: its supporters cannot pay it any more; `behind`: at least `low`, which is more than was asked for; `unsure`: floating
 * point cannot tell.
 */
export type Evaluation =
  | ({ readonly kind: "priced" } & Price)
  | { readonly kind: "gone" }
  | { readonly kind: "behind"; readonly low: number }
  | { readonly kind: "unsure" };

/** A supporter whose money is so close to the price counts as neither rich nor poor for the upper bound. */
const MARGIN = 1e-4;
/** Money is summed in blocks, so that rounding errors grow with the blocks and not with all supporters. */
const BLOCK = 128;
/** Rounding errors of a sum of n terms are below (BLOCK + n / BLOCK + 16) of these, relative to the sum. */
const SLACK_TERMS = BLOCK + 16;

/**
 * What one pass over a project's supporters finds, for one guess of the price: `leastRich` is the smallest budget for each point among the rich.
 * Reused: no allocation in the inner loop.
 */
type Pass = { poorMoney: number; poorWeight: number; poorCount: number; richSupport: number; safeSupport: number; leastRich: number };
const pass: Pass = { poorMoney: 0, poorWeight: 0, poorCount: 0, richSupport: 0, safeSupport: 0, leastRich: 0 };

/**
 * The smallest price at which the supporters together pay the cost, each at most what they have: the root of the concave function
 * F(x) = Σ weight · min(budget, x · points) - cost. Any split into poor (pay all) and rich (pay x · points) gives a line above F, hence a lower
 * bound of the root; repeating the split at the bound reaches the root from below without sorting (Newton's method), usually in two passes.
 * @param from a lower bound of the price
 * @param limit the price above which nobody is interested
 */
export function evaluate(state: State, project: number, from: number, limit: number): Evaluation {
  const cost = state.instance.projects[project]?.costNumber ?? 0;
  if (cost === 0) return { kind: "priced", price: 0, low: 0, high: 0 };
  let price = from;
  let poorBefore = -1;
  for (;;) {
    passOver(state, project, price);
    const slack = ((state.alive[project] ?? 0) / BLOCK + SLACK_TERMS) * EPSILON * (cost + pass.poorMoney);
    if (pass.richSupport === 0) return nobodyRich(state, cost, slack);
    const off = (state.error * pass.poorWeight + slack) / pass.richSupport;
    const next = (cost - pass.poorMoney) / pass.richSupport;
    if (next - off > limit) return { kind: "behind", low: next - off };
    if (pass.leastRich >= next * (1 + MARGIN)) return bounded(state, next, off, slack, pass.richSupport);
    if (pass.poorCount === poorBefore || next <= price) return bounded(state, next, off, slack, pass.safeSupport);
    poorBefore = pass.poorCount;
    price = next;
  }
}

function nobodyRich(state: State, cost: number, slack: number): Evaluation {
  const missing = cost - pass.poorMoney;
  return missing > state.error * pass.poorWeight + slack ? { kind: "gone" } : { kind: "unsure" };
}

/** @param safe support of those who are richer than the price by the margin at least */
function bounded(state: State, price: number, off: number, slack: number, safe: number): Evaluation {
  const above = (state.error * (pass.poorWeight + pass.richSupport - safe) + slack) / safe;
  if (!(above + state.error <= MARGIN * price * 0.5)) return { kind: "unsure" };
  return { kind: "priced", price, low: price - off, high: price + above };
}

function passOver(state: State, project: number, price: number): void {
  const points = state.points[project] ?? null;
  const supporters = state.supporters[project];
  if (supporters === undefined) return;
  const alive = state.alive[project] ?? 0;
  state.alive[project] =
    points === null ? passApprovals(state.purse, supporters, alive, price) : passPoints(state.purse, supporters, points, alive, price);
}

/** @returns how many supporters still have money; they have moved to the front */
function passApprovals(purse: Float64Array, supporters: Int32Array, alive: number, price: number): number {
  const safePrice = price * (1 + MARGIN);
  let [poorMoney, poorWeight, poorCount, rich, safe, leastRich, kept] = [0, 0, 0, 0, 0, INFINITE, 0];
  for (let start = 0; start < alive; start += BLOCK) {
    const end = Math.min(start + BLOCK, alive);
    let money = 0;
    for (let i = start; i < end; i++) {
      const group = supporters[i] as number;
      const budget = purse[2 * group] as number;
      if (budget === 0) continue;
      const weight = purse[2 * group + 1] as number;
      supporters[kept++] = group;
      if (budget < price) {
        money += weight * budget;
        poorWeight += weight;
        poorCount += 1;
      } else {
        rich += weight;
        if (budget >= safePrice) safe += weight;
        if (budget < leastRich) leastRich = budget;
      }
    }
    poorMoney += money;
  }
  setPass(poorMoney, poorWeight, poorCount, rich, safe, leastRich);
  return kept;
}

function passPoints(purse: Float64Array, supporters: Int32Array, points: Float64Array, alive: number, price: number): number {
  const safePrice = price * (1 + MARGIN);
  let [poorMoney, poorWeight, poorCount, rich, safe, leastRich, kept] = [0, 0, 0, 0, 0, INFINITE, 0];
  for (let start = 0; start < alive; start += BLOCK) {
    const end = Math.min(start + BLOCK, alive);
    let money = 0;
    for (let i = start; i < end; i++) {
      const group = supporters[i] as number;
      const budget = purse[2 * group] as number;
      if (budget === 0) continue;
      const weight = purse[2 * group + 1] as number;
      const given = points[i] as number;
      points[kept] = given;
      supporters[kept++] = group;
      if (budget < price * given) {
        money += weight * budget;
        poorWeight += weight;
        poorCount += 1;
      } else {
        rich += weight * given;
        if (budget >= safePrice * given) safe += weight * given;
        if (budget < leastRich * given) leastRich = budget / given;
      }
    }
    poorMoney += money;
  }
  setPass(poorMoney, poorWeight, poorCount, rich, safe, leastRich);
  return kept;
}

function setPass(poorMoney: number, poorWeight: number, poorCount: number, richSupport: number, safeSupport: number, leastRich: number): void {
  pass.poorMoney = poorMoney;
  pass.poorWeight = poorWeight;
  pass.poorCount = poorCount;
  pass.richSupport = richSupport;
  pass.safeSupport = safeSupport;
  pass.leastRich = leastRich;
}
