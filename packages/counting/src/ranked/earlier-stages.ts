/** Votes after each stage so far, by position. */
export type History = readonly (readonly bigint[])[];

/**
 * Those of `tied` that had most (or fewest) votes at the most recent stage at which they differed; those who still agree are compared at the
 * stages before that. More than one remains only if they were equal at every stage. (SSI 2007/42, rules 49 and 51.)
 */
export function byEarlierStages(tied: readonly number[], history: History, which: "most" | "fewest"): readonly number[] {
  let left = tied;
  for (const votes of history.toReversed()) {
    if (left.length === 1) return left;
    left = extremes(left, votes, which);
  }
  return left;
}

/** Those of `options` with most (or fewest) votes. */
export function extremes(options: readonly number[], votes: readonly bigint[], which: "most" | "fewest"): readonly number[] {
  let best: readonly number[] = [];
  let bound: bigint | undefined;
  for (const option of options) {
    const value = votes[option] ?? 0n;
    if (value === bound) best = [...best, option];
    else if (bound === undefined || (which === "most" ? value > bound : value < bound)) [best, bound] = [[option], value];
  }
  return best;
}
