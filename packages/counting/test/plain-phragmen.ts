import type { Election } from "../src/election.ts";
import { papersOf } from "../src/tally.ts";

/** A second implementation of sequential Phragmén, as its story is told: everyone earns at the same pace, supporters pool their money. */
export function plainPhragmen(election: Election): string[] {
  const voters = papersOf(election.ballots).papers.flatMap(({ count, chosen }) =>
    Array.from({ length: count }, () => ({ chosen: new Set(chosen), spentAt: [0n, 1n] as [bigint, bigint] })),
  );
  let left = election.budget ?? 0n;
  const winners: string[] = [];
  const fits = (option: number) => (election.options[option]?.cost ?? 0n) <= left;
  const open = new Set(election.options.keys().filter((option) => fits(option) && voters.some((voter) => voter.chosen.has(option))));
  while (open.size > 0) {
    // A supporter holds the time passed since he last paid: time t with Σ (t - spentAt) = cost.
    const times = [...open].map((option) => {
      const supporters = voters.filter((voter) => voter.chosen.has(option));
      let [num, den] = [election.options[option]?.cost ?? 0n, 1n];
      for (const { spentAt } of supporters) [num, den] = [num * spentAt[1] + spentAt[0] * den, den * spentAt[1]];
      return { option, num, den: den * BigInt(supporters.length), supporters };
    });
    const first = times.reduce((a, b) => (b.num * a.den < a.num * b.den ? b : a));
    const tied = times.filter((time) => time.num * first.den === first.num * time.den);
    if (tied.some(({ option }) => (election.options[option]?.cost ?? 0n) > left)) return winners;
    const [next = first] = tied.sort(
      (a, b) =>
        Number((election.options[a.option]?.cost ?? 0n) - (election.options[b.option]?.cost ?? 0n)) ||
        b.supporters.length - a.supporters.length ||
        a.option - b.option,
    );
    for (const voter of next.supporters) voter.spentAt = lowest(next.num, next.den);
    left -= election.options[next.option]?.cost ?? 0n;
    open.delete(next.option);
    winners.push(election.options[next.option]?.id ?? "");
  }
  return winners;
}

function lowest(num: bigint, den: bigint): [bigint, bigint] {
  let [a, b] = [num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  return [num / a, den / a];
}
