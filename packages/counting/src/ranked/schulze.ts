import type { Ties } from "../ties.ts";
import { duelsRound, type Pairwise } from "./pairwise.ts";
import { type Elected, electByPlaces, placesBy } from "./places.ts";
import type { PairwiseRound } from "./rounds.ts";

/**
 * The Schulze method with winning votes: a duel is as strong as the votes of its winner, a chain of won duels as its weakest duel; an option is
 * above another if the strongest chain to it is stronger than the one back. The relation has no cycles; seats are filled in its order.
 * (M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method", Social Choice and
 * Welfare 36, 2011, section 2.)
 */
export function countSchulze(pairwise: Pairwise, seats: number, ties: Ties): Elected {
  const chains = strongestChains(pairwise.wins);
  const places = placesBy(chains.length, (a, b) => (chains[a]?.[b] ?? 0) > (chains[b]?.[a] ?? 0));
  const { winners, rounds } = electByPlaces(places, pairwise, seats, ties);
  const firstPlace = (places[0] ?? []).flatMap((option) => chainsOf(option, chains, pairwise.ids));
  return { winners, rounds: [duelsRound(pairwise), ...firstPlace, ...rounds] };
}

function chainsOf(option: number, chains: readonly (readonly number[])[], ids: readonly string[]): PairwiseRound[] {
  return ids.flatMap((other, position): PairwiseRound[] => {
    if (position === option) return [];
    return [{ kind: "chains", option: ids[option] ?? "", other, strength: chains[option]?.[position] ?? 0, back: chains[position]?.[option] ?? 0 }];
  });
}

/** Strength of the strongest chain from each option to each other, 0 without one; by the algorithm of Floyd and Warshall, cubic in the number of options. */
export function strongestChains(wins: readonly (readonly number[])[]): number[][] {
  const chains = wins.map((row, a) => row.map((votes, b) => (votes > (wins[b]?.[a] ?? 0) ? votes : 0)));
  for (const [via, onward] of chains.entries()) {
    for (const [from, row] of chains.entries()) {
      if (from !== via) strengthen(row, row[via] ?? 0, onward, from);
    }
  }
  return chains;
}

function strengthen(row: number[], first: number, onward: readonly number[], from: number): void {
  if (first === 0) return;
  for (const [to, strength] of onward.entries()) {
    if (to !== from) row[to] = Math.max(row[to] ?? 0, Math.min(first, strength));
  }
}
