/** How a ballot paper is filled in. `matrix` stands for an election of which only the pairwise matrix is known. */
export type BallotKind = "approval" | "choose-1" | "ordinal" | "cumulative" | "scoring" | "matrix";

/** Money in an election's smallest unit: `10^-decimals` of its currency. */
export type Money = bigint;

/** What can be voted for. `id` is unique in its election; `cost` is set in elections with a budget; of one `group` at most one is funded. */
export type Option = {
  readonly id: string;
  readonly name?: string;
  readonly cost?: Money;
  readonly group?: string;
};

/** `count` voters who marked the same options; `chosen` are positions in `options`, each at most once. Nothing chosen is an abstention. */
export type MarkedBallot = { readonly count: number; readonly chosen: readonly number[] };

/** As `MarkedBallot`; `points[i]` is what `chosen[i]` got: an integer in units of `10^-pointDecimals`. */
export type PointsBallot = { readonly count: number; readonly chosen: readonly number[]; readonly points: readonly number[] };

/** `count` voters with the same ranking: tiers of positions in `options`, best first, equal ranks in one tier. Unranked options are tied below all ranked. */
export type RankedBallot = { readonly count: number; readonly ranking: readonly (readonly number[])[] };

/** Identical ballots are grouped: no two entries of a list need to differ, but counting is as fast as the list is short. */
export type Ballots =
  | { readonly kind: "approval" | "choose-1"; readonly papers: readonly MarkedBallot[] }
  | { readonly kind: "cumulative" | "scoring"; readonly papers: readonly PointsBallot[]; readonly pointDecimals: number }
  | { readonly kind: "ordinal"; readonly papers: readonly RankedBallot[] }
  /** `wins[a][b]` voters prefer option a to option b. */
  | { readonly kind: "matrix"; readonly wins: readonly (readonly number[])[] };

/** Everything that is counted. Immutable; positions refer to `options`. */
export type Election = {
  readonly options: readonly Option[];
  readonly ballots: Ballots;
  readonly budget?: Money;
  /** Decimal digits of the currency that `budget` and `cost` carry: 0 for whole euros, 2 for cents. */
  readonly decimals?: number;
  /** Options whose tally is lower cannot win, unless a parameter says otherwise. In units of the tally. */
  readonly minScore?: number;
  readonly seats?: number;
  /** Options that withdrew after the papers were printed: positions. They cannot win; papers pass over them. */
  readonly withdrawn?: readonly number[];
  /** Option ids, the favoured first: the order fixed before the vote for ties that the method leaves open. */
  readonly tieOrder?: readonly string[];
};

/** An election may have at most this many options: more is a mistake in the file, not an election. */
export const OPTIONS_MAX = 10_000;

/** Number of voters, abstentions included. For a matrix the most voters that any one pair shows. */
export function ballotCount(ballots: Ballots): number {
  if (ballots.kind === "matrix") return largestPair(ballots.wins);
  let total = 0;
  for (const paper of ballots.papers) total += paper.count;
  return total;
}

function largestPair(wins: readonly (readonly number[])[]): number {
  let most = 0;
  wins.forEach((row, a) => {
    row.forEach((votes, b) => {
      most = Math.max(most, votes + (wins[b]?.[a] ?? 0));
    });
  });
  return most;
}

/** Money as a number of currency units, for people and JSON: the double nearest to the exact value. */
export function moneyToNumber(money: Money, decimals: number): number {
  return Number(money) / 10 ** decimals;
}
