import type { Ballots, Election, RankedBallot } from "./election.ts";

/** `count` voters who gave `points[i]` to option `chosen[i]`; without `points` each chosen option got 1. */
export type Paper = { readonly count: number; readonly chosen: readonly number[]; readonly points?: readonly number[] };

/** Papers of any kind as points. `decimals`: points are in units of `10^-decimals`. */
export type Papers = { readonly papers: readonly Paper[]; readonly decimals: number };

/**
 * What each ballot gives to each option: approval and choose-1 one point, cumulative and scoring their points. A ranking of k options gives
 * k, k-1, …, 1; equal ranks share what their places would have got. A matrix has no papers.
 */
export function papersOf(ballots: Ballots): Papers {
  switch (ballots.kind) {
    case "approval":
    case "choose-1":
      return { papers: ballots.papers, decimals: 0 };
    case "cumulative":
    case "scoring":
      return { papers: ballots.papers, decimals: ballots.pointDecimals };
    case "ordinal":
      return rankedAsPoints(ballots.papers);
    case "matrix":
      return { papers: [], decimals: 0 };
  }
}

function rankedAsPoints(papers: readonly RankedBallot[]): Papers {
  const withEqualRanks = papers.some((paper) => paper.ranking.some((tier) => tier.length > 1));
  const decimals = withEqualRanks ? 1 : 0;
  return { decimals, papers: papers.map((paper) => placesAsPoints(paper, 10 ** decimals)) };
}

function placesAsPoints({ count, ranking }: RankedBallot, unit: number): Paper {
  const points: number[] = [];
  let left = ranking.reduce((sum, tier) => sum + tier.length, 0);
  for (const tier of ranking) {
    const share = ((2 * left - tier.length + 1) * unit) / 2;
    for (const _ of tier) points.push(share);
    left -= tier.length;
  }
  return { count, chosen: ranking.flat(), points };
}

/** Points of every option, in the order of `options` and in units of `10^-decimals`; exact below 2^53. */
export function tallyOf({ papers }: Papers, options: number): Float64Array {
  const tally = new Float64Array(options);
  for (const paper of papers) addPaper(tally, paper);
  return tally;
}

function addPaper(tally: Float64Array, { count, chosen, points }: Paper): void {
  for (let i = 0; i < chosen.length; i++) {
    const option = chosen[i] ?? -1;
    tally[option] = (tally[option] ?? 0) + count * (points?.[i] ?? 1);
  }
}

/** The tally by option id, in points. */
export function tallyById(election: Election, tally: Float64Array, decimals: number): Record<string, number> {
  return Object.fromEntries(election.options.map((option, i) => [option.id, (tally[i] ?? 0) / 10 ** decimals]));
}

/** Papers with at least so many options marked; the others do not count, not even as voters. */
export function longEnough(papers: Papers, minLength: number): Papers {
  if (minLength === 0) return papers;
  return { ...papers, papers: papers.papers.filter((paper) => paper.chosen.length >= minLength) };
}

/** How many voters there are on these papers. */
export function votersOf({ papers }: Papers): number {
  return papers.reduce((sum, paper) => sum + paper.count, 0);
}
