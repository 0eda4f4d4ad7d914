import fc from "fast-check";
import type { RankedElection } from "../src/formats/ranked-file.ts";

const OPTIONS_LARGEST = 6;
const PAPERS_LARGEST = 14;
const COUNT_LARGEST = 9;

/** Random elections with incomplete rankings of 2 to 6 options; with equal ranks if wanted. Ids are "1", "2", … */
export function rankedElections(equalRanks: boolean): fc.Arbitrary<RankedElection> {
  return fc.integer({ min: 2, max: OPTIONS_LARGEST }).chain((size) => {
    const positions = Array.from({ length: size }, (_, index) => index);
    const order = fc.shuffledSubarray(positions, { minLength: 1 });
    const ranking = fc
      .tuple(order, fc.array(fc.boolean(), { minLength: size, maxLength: size }))
      .map(([options, joins]) => grouped(options, equalRanks ? joins : []));
    const papers = fc.array(fc.record({ count: fc.integer({ min: 1, max: COUNT_LARGEST }), ranking }), { minLength: 1, maxLength: PAPERS_LARGEST });
    return papers.map((all) => ({ options: positions.map((index) => ({ id: String(index + 1) })), ballots: { kind: "ordinal", papers: all } }));
  });
}

/** `joins[i]`: option i of the order is ranked equal to the one before it. */
function grouped(options: readonly number[], joins: readonly boolean[]): number[][] {
  const ranks: number[][] = [];
  for (const [index, option] of options.entries()) {
    const last = ranks.at(-1);
    if (last !== undefined && joins[index] === true) last.push(option);
    else ranks.push([option]);
  }
  return ranks;
}

/** One entry for every single paper. */
export function singlePapers(election: RankedElection): number[][][] {
  return election.ballots.papers.flatMap(({ count, ranking }) => Array.from({ length: count }, () => ranking.map((rank) => [...rank])));
}

/** The same election with other papers. */
export function withPapers(election: RankedElection, rankings: readonly (readonly (readonly number[])[])[]): RankedElection {
  return { ...election, ballots: { kind: "ordinal", papers: rankings.map((ranking) => ({ count: 1, ranking })) } };
}
