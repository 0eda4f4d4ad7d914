import type { Ties } from "../ties.ts";
import type { Pairwise } from "./pairwise.ts";
import type { PairwiseRound } from "./rounds.ts";

/**
 * Places from a relation without cycles: first come those whom nobody is above, then those whom only they are above, and so on. Options
 * that share a place are equal by the rule.
 */
export function placesBy(size: number, isAbove: (a: number, b: number) => boolean): number[][] {
  const places: number[][] = [];
  let left = Array.from({ length: size }, (_, index) => index);
  while (left.length > 0) {
    const place = left.filter((option) => !left.some((other) => isAbove(other, option)));
    if (place.length === 0) throw new Error("a relation that orders options must have no cycle");
    places.push(place);
    left = left.filter((option) => !place.includes(option));
  }
  return places;
}

/** Ids in the order of election, and how they came about. */
export type Elected = { readonly winners: readonly string[]; readonly rounds: readonly PairwiseRound[] };

/** Fills the seats from the first place on. A place with more options than seats left is a tie that is drawn. */
export function electByPlaces(places: readonly (readonly number[])[], { standing, ids }: Pairwise, seats: number, ties: Ties): Elected {
  const winners: string[] = [];
  const rounds = places.map((place, index): PairwiseRound => {
    const drawn = draw(
      place.map((position) => standing[position] ?? -1),
      seats - winners.length,
      ties,
    );
    const elected = drawn.map((option) => ids[standing.indexOf(option)] ?? "");
    winners.push(...elected);
    return { kind: "place", place: index + 1, options: place.map((position) => ids[position] ?? ""), elected };
  });
  return { winners, rounds };
}

function draw(tied: readonly number[], seats: number, ties: Ties): number[] {
  if (seats <= 0) return [];
  if (tied.length <= seats) return ties.order(tied, "order");
  const left = [...tied];
  return Array.from({ length: seats }, () => {
    const drawn = ties.draw(left, "elect");
    left.splice(left.indexOf(drawn), 1);
    return drawn;
  });
}
