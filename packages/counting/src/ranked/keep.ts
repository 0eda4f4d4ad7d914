import { WrongUseError } from "../method.ts";
import type { Paper } from "./papers.ts";

/** A paper that ranks more elected options equal than this is not counted: the ways through them double with each. */
export const EQUAL_ELECTED_MAX = 16;

/** What options keep of papers, as `one` (all) to 0n (nothing), by position. */
export type KeepFactors = { readonly one: bigint; readonly keep: readonly bigint[] };

/**
 * Sends every paper from option to option in its order; each keeps its factor of what arrives, rounded up (Reference Meek Rule, B.2.a), and
 * the rest goes on.
 * @returns the votes kept, by position, and what dividing papers among equal ranks has lost
 */
export function distribute(papers: readonly Paper[], factors: KeepFactors): { votes: bigint[]; lost: bigint } {
  const votes = factors.keep.map(() => 0n);
  let lost = 0n;
  for (const { ranking, count } of papers) {
    let weight = factors.one;
    for (const rank of ranking) {
      const [option = -1] = rank;
      if (rank.length === 1) weight -= credit(votes, option, kept(weight, option, factors), count);
      else {
        const through = passEqual(rank, weight, factors, (member, part) => credit(votes, member, part, count));
        lost += (weight - through.kept - through.left) * count;
        weight = through.left;
      }
      if (weight === 0n) break;
    }
  }
  return { votes, lost };
}

function credit(votes: bigint[], option: number, part: bigint, count: bigint): bigint {
  votes[option] = (votes[option] ?? 0n) + part * count;
  return part;
}

function kept(weight: bigint, option: number, { one, keep }: KeepFactors): bigint {
  const factor = keep[option] ?? 0n;
  return factor === one ? weight : (weight * factor + one - 1n) / one;
}

/**
 * Divides a weight among options that a paper ranks equal, as if it were one paper for each order in which they could stand: everyone gets
 * the same part; what an elected option does not keep is divided among the others. Bits of a set say which elected options are still ahead.
 */
function passEqual(rank: readonly number[], weight: bigint, factors: KeepFactors, credited: (option: number, part: bigint) => bigint) {
  const hopeful = rank.filter((option) => factors.keep[option] === factors.one);
  const elected = rank.filter((option) => factors.keep[option] !== factors.one && factors.keep[option] !== 0n);
  if (elected.length > EQUAL_ELECTED_MAX)
    throw new WrongUseError(`A paper ranks ${elected.length} elected options equal.`, [`at most ${EQUAL_ELECTED_MAX} elected options at one rank`]);
  let sum = 0n;
  let sets = new Map([[2 ** elected.length - 1, weight]]);
  for (let ahead = elected.length; ahead > 0; ahead--) {
    const next = new Map<number, bigint>();
    for (const [set, arrived] of sets) {
      const part = arrived / BigInt(hopeful.length + ahead);
      for (const option of hopeful) sum += credited(option, part);
      for (const [bit, option] of elected.entries()) {
        if ((set & (1 << bit)) === 0) continue;
        const keeps = credited(option, kept(part, option, factors));
        const rest = set ^ (1 << bit);
        sum += keeps;
        next.set(rest, (next.get(rest) ?? 0n) + part - keeps);
      }
    }
    sets = next;
  }
  const arrived = sets.get(0) ?? 0n;
  if (hopeful.length === 0) return { kept: sum, left: arrived };
  const part = arrived / BigInt(hopeful.length);
  for (const option of hopeful) sum += credited(option, part);
  return { kept: sum, left: 0n };
}
