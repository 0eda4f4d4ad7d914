import type { Ties } from "../ties.ts";
import { duelsRound, type Pairwise } from "./pairwise.ts";
import { type Elected, electByPlaces, placesBy } from "./places.ts";
import { emptyReach, type Reach } from "./reach.ts";
import type { PairwiseRound } from "./rounds.ts";

/** A won duel, by positions. */
type Pair = { readonly winner: number; readonly loser: number; readonly votes: number; readonly against: number };

/**
 * Ranked pairs: won duels are taken from the clearest on, by margin and then by the winner's votes; each puts its winner above its loser unless
 * those before it already say the opposite. (T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice and Welfare 4, 1987.)
 * Equally clear duels that contradict each other are a tie: an order of their options is drawn, and duels are taken by the place of the winner,
 * then by the place of the loser, the last first (as in Zavist and Tideman 1989). Seats are filled in the order that results.
 */
export function countRankedPairs(pairwise: Pairwise, seats: number, ties: Ties): Elected {
  const above = emptyReach(pairwise.ids.length);
  const rounds = equallyClear(pairwise).flatMap((pairs) => lock(pairs, above, pairwise, ties));
  const places = placesBy(pairwise.ids.length, above.has);
  const elected = electByPlaces(places, pairwise, seats, ties);
  return { winners: elected.winners, rounds: [duelsRound(pairwise), ...rounds, ...elected.rounds] };
}

/** All won duels, the clearest first, equally clear ones together. */
function equallyClear({ wins }: Pairwise): Pair[][] {
  const pairs = wins.flatMap((row, winner) =>
    row.flatMap((votes, loser) => {
      const against = wins[loser]?.[winner] ?? 0;
      return votes > against ? [{ winner, loser, votes, against }] : [];
    }),
  );
  const groups = Map.groupBy(pairs, ({ votes, against }) => `${votes - against} ${votes}`);
  return [...groups.values()].sort(([a], [b]) => clearness(b) - clearness(a) || (b?.votes ?? 0) - (a?.votes ?? 0));
}

function clearness(pair: Pair | undefined): number {
  return pair === undefined ? 0 : pair.votes - pair.against;
}

function lock(pairs: readonly Pair[], above: Reach, pairwise: Pairwise, ties: Ties): PairwiseRound[] {
  return inOrder(pairs, above, pairwise, ties).map(({ winner, loser, votes, against }): PairwiseRound => {
    const kept = !above.has(loser, winner);
    if (kept) above.add(winner, loser);
    return { kind: kept ? "pair-kept" : "pair-left-aside", option: pairwise.ids[winner] ?? "", other: pairwise.ids[loser] ?? "", votes, against };
  });
}

/** Equally clear duels in the order of being taken. Only where the order matters, because some contradict each other, is one drawn. */
function inOrder(pairs: readonly Pair[], above: Reach, { standing }: Pairwise, ties: Ties): readonly Pair[] {
  if (pairs.length === 1) return pairs;
  const possible = pairs.filter(({ winner, loser }) => !above.has(loser, winner));
  const all = above.copy();
  for (const { winner, loser } of possible) all.add(winner, loser);
  const contested = possible.filter(({ winner, loser }) => all.has(loser, winner));
  if (contested.length === 0) return pairs;
  const options = [...new Set(contested.flatMap(({ winner, loser }) => [winner, loser]))];
  const drawn = ties.order(
    options.map((position) => standing[position] ?? -1),
    "order",
  );
  const place = (position: number) => drawn.indexOf(standing[position] ?? -1);
  const sorted = contested.toSorted((a, b) => place(a.winner) - place(b.winner) || place(b.loser) - place(a.loser));
  return [...pairs.filter((pair) => !contested.includes(pair)), ...sorted];
}
