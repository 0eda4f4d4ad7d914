import type { Election, RankedBallot } from "../election.ts";
import { papersOf, standingOptions } from "./papers.ts";
import type { PairwiseRound } from "./rounds.ts";

/** `wins[i][j]` papers rank option `standing[i]` above option `standing[j]`; withdrawn options are left out. `ids` are those of `standing`. */
export type Pairwise = { readonly standing: readonly number[]; readonly ids: readonly string[]; readonly wins: readonly (readonly number[])[] };

/**
 * Compares every two standing options over all papers. A ranked option is above an unranked one; two that are ranked equal, or both
 * unranked, count for neither. A pairwise matrix is taken as it is.
 */
export function pairwiseOf(election: Election): Pairwise {
  const standing = standingOptions(election);
  const ids = standing.map((option) => election.options[option]?.id ?? "");
  const { ballots } = election;
  if (ballots.kind !== "matrix") return { standing, ids, wins: winsIn(election, standing) };
  return { standing, ids, wins: standing.map((a) => standing.map((b) => (a === b ? 0 : (ballots.wins[a]?.[b] ?? 0)))) };
}

function winsIn(election: Election, standing: readonly number[]): number[][] {
  const place = new Map(standing.map((option, index) => [option, index]));
  const wins = standing.map(() => new Array<number>(standing.length).fill(0));
  for (const { count, ranking } of papersOf(election).papers) {
    addPaper(wins, { count: Number(count), ranking: ranking.map((rank) => rank.map((option) => place.get(option) ?? -1)) });
  }
  return wins;
}

function addPaper(wins: readonly number[][], { count, ranking }: RankedBallot): void {
  const below = new Set(wins.keys());
  for (const rank of ranking) {
    for (const option of rank) below.delete(option);
    for (const option of rank) {
      const row = wins[option] ?? [];
      for (const other of below) row[other] = (row[other] ?? 0) + count;
    }
  }
}

/** How many others each option beats, by id. */
export function duelsWon({ ids, wins }: Pairwise): Record<string, number> {
  return Object.fromEntries(
    wins.map((row, option) => [ids[option] ?? "", row.filter((votes, other) => votes > (wins[other]?.[option] ?? 0)).length]),
  );
}

/** The duels as a round. */
export function duelsRound(pairwise: Pairwise): PairwiseRound {
  const won = duelsWon(pairwise);
  const beatsAll = pairwise.ids.length > 1 ? pairwise.ids.find((id) => won[id] === pairwise.ids.length - 1) : undefined;
  return { kind: "duels", won, beatsAll: beatsAll ?? null };
}
