import { type BudgetElection, costOf } from "./budget.ts";
import type { Greedy } from "./greedy.ts";

export type Comparison = {
  readonly preferFirst: number;
  readonly preferGreedy: number;
  readonly indifferent: number;
  readonly taken: "equal-shares" | "greedy";
  readonly winners: readonly number[];
  /** The other outcome. */
  readonly greedy: Greedy;
};

/**
 * The comparison step of Wieliczka 2023 and Świecie 2023: voter by voter, Equal Shares against greedy. If more voters prefer greedy, its
 * outcome is taken. `greedy` asks who has more of the marked projects funded, `greedy-by-cost` for whose marked projects more money is spent,
 * `greedy-by-exclusion` who has any funded at all.
 */
export function compareWithGreedy(pb: BudgetElection, first: readonly number[], greedy: Greedy, by: string): Comparison {
  const [inFirst, inGreedy] = [new Set(first), new Set(greedy.winners)];
  let [preferFirst, preferGreedy, indifferent] = [0, 0, 0];
  for (const { count, chosen } of pb.papers.papers) {
    const difference = satisfaction(pb, chosen, inFirst, by) - satisfaction(pb, chosen, inGreedy, by);
    if (difference > 0n) preferFirst += count;
    else if (difference < 0n) preferGreedy += count;
    else indifferent += count;
  }
  const taken = preferGreedy > preferFirst ? "greedy" : "equal-shares";
  return { preferFirst, preferGreedy, indifferent, taken, winners: taken === "greedy" ? greedy.winners : first, greedy };
}

function satisfaction(pb: BudgetElection, chosen: readonly number[], winners: ReadonlySet<number>, by: string): bigint {
  const funded = chosen.filter((option) => winners.has(option));
  if (by === "greedy-by-cost") return funded.reduce((sum, option) => sum + costOf(pb, option), 0n);
  if (by === "greedy-by-exclusion") return funded.length > 0 ? 1n : 0n;
  return BigInt(funded.length);
}
