import { randomFrom } from "../../bench/counting/random-budget.ts";

/** Approvals as positions; costs, and a budget that divides by the number of votes. */
export type BudgetCase = { readonly costs: readonly number[]; readonly budget: number; readonly votes: readonly (readonly number[])[] };
/** Papers as tiers of positions; `strict`: nobody ranks two options equal. */
export type RankedCase = { readonly options: number; readonly strict: boolean; readonly papers: readonly (readonly (readonly number[])[])[] };

type Whole = (least: number, most: number) => number;

/** Elections with few voters and few different costs, so that ties are everywhere; the same for the same seed. */
export function randomCases(howMany: number, seed: number): { budget: BudgetCase[]; ranked: RankedCase[] } {
  const random = randomFrom(seed);
  const whole: Whole = (least, most) => least + Math.floor(random() * (most - least + 1));
  return {
    budget: Array.from({ length: howMany }, () => budgetCase(whole)),
    ranked: Array.from({ length: howMany }, () => rankedCase(whole)),
  };
}

function budgetCase(whole: Whole): BudgetCase {
  const step = whole(1, 3);
  const costs = Array.from({ length: whole(2, 7) }, () => whole(1, 6) * step + whole(0, 1));
  const votes = Array.from({ length: whole(1, 12) }, () => costs.flatMap((_, option) => (whole(0, 2) === 0 ? [option] : [])));
  const share = costs.reduce((sum, cost) => sum + cost, 0) / votes.length;
  return { costs, budget: votes.length * whole(1, Math.max(1, Math.floor(share))), votes };
}

function rankedCase(whole: Whole): RankedCase {
  const options = whole(2, 5);
  const strict = whole(0, 1) === 0;
  const papers = Array.from({ length: whole(1, 9) }, () => paper(options, strict, whole));
  return { options, strict, papers };
}

function paper(options: number, strict: boolean, whole: Whole): number[][] {
  const left = Array.from({ length: options }, (_, option) => option);
  const tiers: number[][] = [];
  for (let ranked = whole(1, options); ranked > 0; ranked--) {
    const [option = 0] = left.splice(whole(0, left.length - 1), 1);
    const last = tiers.at(-1);
    if (strict || last === undefined || whole(0, 2) > 0) tiers.push([option]);
    else last.push(option);
  }
  return tiers;
}
