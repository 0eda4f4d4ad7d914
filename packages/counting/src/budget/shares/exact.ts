import { compareRationals, gcd, type Rational, rationalToNumber, ZERO } from "../../rational.ts";
import type { State } from "./state.ts";

/**
 * The same run in exact fractions, worked out only when asked. A voter's budget is the endowment less the prices paid, or nothing: so a price
 * needs the weights of few sums, not one fraction for each voter.
 */
export interface Exact {
  /** The price of one point, given all purchases so far; undefined if the supporters cannot pay. `hint`: about where it is. */
  priceOf(project: number, hint: number): Rational | undefined;
  /** What a voter of this group has left, given all purchases so far. */
  budgetOf(group: number): Rational;
  /** The prices paid, one for each purchase. */
  prices(): Rational[];
  /** Forgets everything: another run begins. */
  restart(): void;
}

export function exactly(state: State): Exact {
  // The prices paid, all over the denominator `unit`.
  let paid: bigint[] = [];
  let unit = 1n;

  /** Total money of these groups over `unit`, after `until` purchases; none of them may be exhausted before. */
  function moneyOf(groups: readonly number[], until: number): bigint {
    const payments = new Float64Array(until);
    let weight = 0;
    for (const group of groups) weight += addPayments(state, payments, group, until);
    let money = BigInt(weight) * state.endowment * unit;
    payments.forEach((count, at) => {
      if (count !== 0) money -= BigInt(count) * (paid[at] ?? 0n);
    });
    return money;
  }

  /** From cost = money of the poor + price · support of the rich. */
  function solved(project: number, poorMoney: bigint, rich: number): Rational {
    const cost = (state.instance.projects[project]?.cost ?? 0n) * unit;
    if (cost === 0n) return ZERO;
    const num = cost - poorMoney;
    const den = BigInt(rich) * unit;
    const divisor = gcd(num, den);
    return { num: num / divisor, den: den / divisor };
  }

  function append(price: Rational): void {
    const common = (unit / gcd(unit, price.den)) * price.den;
    if (common !== unit) paid = paid.map((value) => value * (common / unit));
    paid.push(price.num * (common / price.den));
    unit = common;
  }

  /** Adds the prices of purchases made since the last question: who paid all he had and who was richer is known. */
  function catchUp(): void {
    for (let at = paid.length; at < state.purchases.length; at++) {
      const project = state.purchases[at]?.project ?? -1;
      const { supporters, points } = state.instance.projects[project] ?? NOBODY;
      const poor: number[] = [];
      let rich = 0;
      for (let i = 0; i < supporters.length; i++) {
        const group = supporters[i] as number;
        const gone = state.goneAt[group] as number;
        if (gone === at) poor.push(group);
        if (gone === -1 || gone > at) rich += (state.purse[2 * group + 1] as number) * (points === null ? 1 : (points[i] as number));
      }
      // Where nobody was richer, nobody who is left paid this price: it will never be asked for.
      append(rich === 0 ? ZERO : solved(project, moneyOf(poor, at), rich));
    }
  }

  function budgetOf(group: number): Rational {
    catchUp();
    if (state.goneAt[group] !== -1) return ZERO;
    return { num: moneyOf([group], paid.length), den: unit * BigInt(state.instance.groups.weights[group] ?? 1) };
  }

  /** Whether a voter has less than `price` for each point; floating point decides where it can. */
  function isPoor({ group, points }: Supporter, price: Rational, about: number): boolean {
    const difference = (state.purse[2 * group] ?? 0) - about * points;
    if (Math.abs(difference) > state.error + about * points * 1e-14) return difference < 0;
    return compareRationals(budgetOf(group), { num: price.num * BigInt(points), den: price.den }) < 0;
  }

  function priceOf(project: number, hint: number): Rational | undefined {
    catchUp();
    const alive = supportersOf(state, project).filter(({ group }) => state.goneAt[group] === -1);
    if (
      moneyOf(
        alive.map(({ group }) => group),
        paid.length,
      ) <
      (state.instance.projects[project]?.cost ?? 0n) * unit
    )
      return undefined;
    const support = supportOf(alive);
    let poor = alive.filter(({ group, points }) => (state.purse[2 * group] ?? 0) < hint * points);
    if (poor.length === alive.length) poor = [];
    for (let first = true; ; first = false) {
      const price = solved(
        project,
        moneyOf(
          poor.map(({ group }) => group),
          paid.length,
        ),
        support - supportOf(poor),
      );
      const about = rationalToNumber(price);
      const poorer = alive.filter((supporter) => isPoor(supporter, price, about));
      if (!first && poorer.length === poor.length) return price;
      poor = poorer;
    }
  }

  return {
    priceOf,
    budgetOf,
    prices() {
      catchUp();
      return paid.map((num) => ({ num, den: unit }));
    },
    restart() {
      paid = [];
      unit = 1n;
    },
  };
}

/** `support`: voters times points. */
type Supporter = { readonly group: number; readonly points: number; readonly support: number };

const NOBODY = { supporters: new Int32Array(), points: null };

function supportersOf(state: State, project: number): Supporter[] {
  const { supporters, points } = state.instance.projects[project] ?? NOBODY;
  return Array.from(supporters, (group, i) => {
    const given = points?.[i] ?? 1;
    return { group, points: given, support: given * (state.instance.groups.weights[group] ?? 0) };
  });
}

function supportOf(supporters: readonly Supporter[]): number {
  return supporters.reduce((sum, { support }) => sum + support, 0);
}

/** Counts how often each of the first `until` prices was paid in full by the group's voters. @returns the number of voters */
function addPayments(state: State, payments: Float64Array, group: number, until: number): number {
  const { weights, starts, projects, points } = state.instance.groups;
  const weight = weights[group] as number;
  for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) {
    const at = state.boughtAt[projects[i] as number] as number;
    if (at !== -1 && at < until) payments[at] = (payments[at] as number) + weight * (points[i] as number);
  }
  return weight;
}
