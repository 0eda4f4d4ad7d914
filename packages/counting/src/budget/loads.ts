import { gcd, type Rational } from "../rational.ts";
import type { Paper } from "../tally.ts";
import { type BudgetElection, costOf } from "./budget.ts";

/** Phragmén's loads, in exact fractions: what supporters have spent so far. */
export interface Loads {
  /** What each supporter's load would be if the option were bought next. Fractions of one moment have one denominator apart from the number of supporters. */
  loadOf(option: number): Rational;
  buy(option: number, load: Rational): void;
  /** Sum of the loads of its supporters, and how many they are. */
  sumOf(option: number): { sum: Rational; supporters: number };
}

/** A supporter's load is that of the last purchase he paid for: for each option it is enough to count its supporters by their last purchase. */
export function loadsOf(pb: BudgetElection): Loads {
  const { papers } = pb.papers;
  const last = new Int32Array(papers.length).fill(-1);
  const supporters = new Float64Array(pb.costs.length);
  const byOption: number[][] = pb.costs.map(() => []);
  const counts: Float64Array[] = [];
  papers.forEach((paper, index) => {
    for (const option of paper.chosen) {
      byOption[option]?.push(index);
      supporters[option] = (supporters[option] ?? 0) + paper.count;
    }
  });
  let loads: bigint[] = [];
  let unit = 1n;

  function sumIn(option: number): bigint {
    return counts.reduce((sum, count, purchase) => (count[option] === 0 ? sum : sum + BigInt(count[option] ?? 0) * (loads[purchase] ?? 0n)), 0n);
  }

  return {
    loadOf: (option) => ({ num: sumIn(option) + costOf(pb, option) * unit, den: unit * BigInt(supporters[option] ?? 1) }),
    sumOf: (option) => ({ sum: { num: sumIn(option), den: unit }, supporters: supporters[option] ?? 0 }),
    buy(option, { num, den }) {
      const divisor = gcd(num, den);
      const common = (unit / gcd(unit, den / divisor)) * (den / divisor);
      loads = [...loads.map((load) => load * (common / unit)), (num / divisor) * (common / (den / divisor))];
      unit = common;
      const count = new Float64Array(pb.costs.length);
      for (const index of byOption[option] ?? []) move(papers[index], counts[last[index] ?? -1], count);
      for (const index of byOption[option] ?? []) last[index] = counts.length;
      counts.push(count);
    },
  };
}

/** The paper's voters now count under their new purchase, for each option they support. */
function move(paper: Paper | undefined, from: Float64Array | undefined, to: Float64Array): void {
  for (const option of paper?.chosen ?? []) {
    if (from !== undefined) from[option] = (from[option] ?? 0) - (paper?.count ?? 0);
    to[option] = (to[option] ?? 0) + (paper?.count ?? 0);
  }
}
