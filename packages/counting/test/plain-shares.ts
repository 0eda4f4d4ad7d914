import type { Election } from "../src/election.ts";
import { type Paper, papersOf } from "../src/tally.ts";

/** A second implementation of Equal Shares, straight from the rule's text: one fraction for each voter, sorting, no shortcut. */
export type PlainOutcome = { readonly winners: string[]; readonly spent: bigint };

type Fraction = { num: bigint; den: bigint };
type Voter = { readonly gives: ReadonlyMap<number, bigint>; money: Fraction };

const less = (a: Fraction, b: Fraction) => a.num * b.den < b.num * a.den;
const same = (a: Fraction, b: Fraction) => a.num * b.den === b.num * a.den;
const minus = (a: Fraction, b: Fraction) => lowest({ num: a.num * b.den - b.num * a.den, den: a.den * b.den });
const plus = (a: Fraction, b: Fraction) => lowest({ num: a.num * b.den + b.num * a.den, den: a.den * b.den });
const times = (a: Fraction, factor: bigint) => ({ num: a.num * factor, den: a.den });

function lowest({ num, den }: Fraction): Fraction {
  let [a, b] = [num < 0n ? -num : num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { num, den: 1n } : { num: num / a, den: den / a };
}

function votersOf(election: Election, endowment: Fraction): Voter[] {
  return papersOf(election.ballots).papers.flatMap((paper: Paper) => {
    const gives = new Map(paper.chosen.map((option, i) => [option, BigInt(paper.points?.[i] ?? 1)]));
    return Array.from({ length: paper.count }, () => ({ gives, money: endowment }));
  });
}

/** The price of one point, or undefined if the supporters cannot pay. */
function priceOf(voters: readonly Voter[], option: number, cost: bigint): Fraction | undefined {
  const supporters = voters.filter((voter) => voter.gives.has(option)).map((voter) => ({ ...voter, points: voter.gives.get(option) as bigint }));
  const total = supporters.reduce((sum, voter) => plus(sum, voter.money), { num: 0n, den: 1n });
  if (less(total, { num: cost, den: 1n })) return undefined;
  supporters.sort((a, b) => (less(times(a.money, b.points), times(b.money, a.points)) ? -1 : 1));
  let left: Fraction = { num: cost, den: 1n };
  let points = supporters.reduce((sum, voter) => sum + voter.points, 0n);
  for (const voter of supporters) {
    const price = { num: left.num, den: left.den * points };
    if (!less(voter.money, times(price, voter.points))) return lowest(price);
    left = minus(left, voter.money);
    points -= voter.points;
  }
  return { num: 0n, den: 1n };
}

/** One run with an endowment. Ties: lower cost, more points, smaller id. */
export function plainShares(election: Election, endowment: Fraction, byCost: boolean): PlainOutcome {
  const voters = votersOf(election, endowment);
  const support = election.options.map((_, option) => voters.reduce((sum, voter) => sum + (voter.gives.get(option) ?? 0n), 0n));
  const open = new Set(election.options.keys().filter((option) => (support[option] ?? 0n) > 0n));
  const winners: string[] = [];
  let spent = 0n;
  for (;;) {
    let best: { option: number; price: Fraction; value: Fraction; cost: bigint } | undefined;
    for (const option of open) {
      const cost = election.options[option]?.cost ?? 0n;
      const price = priceOf(voters, option, cost);
      if (price === undefined) continue;
      const value = byCost && cost > 0n ? { num: price.num, den: price.den * cost } : price;
      const found = { option, price, value, cost };
      if (best === undefined || isBetter(found, best, support)) best = found;
    }
    if (best === undefined) return { winners, spent };
    const { option, price, cost } = best;
    for (const voter of voters) {
      const due = times(price, voter.gives.get(option) ?? 0n);
      voter.money = less(voter.money, due) ? { num: 0n, den: 1n } : minus(voter.money, due);
    }
    open.delete(option);
    winners.push(election.options[option]?.id ?? "");
    spent += cost;
  }
}

type Candidate = { option: number; value: Fraction; cost: bigint };

function isBetter(a: Candidate, b: Candidate, support: readonly bigint[]): boolean {
  if (!same(a.value, b.value)) return less(a.value, b.value);
  if (a.cost !== b.cost) return a.cost < b.cost;
  return (support[a.option] ?? 0n) > (support[b.option] ?? 0n);
}

/** Add1 on top of it, until exhaustive or until the next step overspends. */
export function plainAdd1(election: Election, byCost: boolean, exhaustive: boolean): PlainOutcome {
  const budget = election.budget ?? 0n;
  const voters = BigInt(papersOf(election.ballots).papers.reduce((sum, paper) => sum + paper.count, 0));
  const supported = new Set(papersOf(election.ballots).papers.flatMap((paper) => paper.chosen));
  for (let endowment = budget / voters, best = plainShares(election, { num: endowment, den: 1n }, byCost); ; ) {
    const left = election.options.filter((option, index) => supported.has(index) && !best.winners.includes(option.id));
    if (left.length === 0 || (exhaustive && left.every((option) => (option.cost ?? 0n) > budget - best.spent))) return best;
    endowment += 1n;
    const next = plainShares(election, { num: endowment, den: 1n }, byCost);
    if (next.spent > budget) return best;
    best = next;
  }
}
