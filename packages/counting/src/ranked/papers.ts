import type { Election, RankedBallot } from "../election.ts";

/** Equal papers together. `ranking` names standing options only, each at most once, by their positions in the election. */
export type Paper = { readonly count: bigint; readonly ranking: readonly (readonly number[])[] };

/** Who can be elected, and the papers that say something about it. `blank` papers say nothing: they are not valid votes of any method. */
export type Papers = { readonly standing: readonly number[]; readonly papers: readonly Paper[]; readonly valid: bigint; readonly blank: bigint };

/**
 * Takes withdrawn options off the papers and puts equal papers together. A last rank that holds all remaining options says the same as
 * leaving them out, and is left out.
 * @throws RangeError for ballots that are not rankings, or a paper that ranks an option twice or one that does not exist.
 */
export function papersOf(election: Election): Papers {
  if (election.ballots.kind !== "ordinal") throw new RangeError(`\`${election.ballots.kind}\` ballots are not rankings`);
  const standing = standingOptions(election);
  const grouped = new Map<string, { count: bigint; ranking: number[][] }>();
  let blank = 0n;
  for (const ballot of election.ballots.papers) {
    const ranking = usable(ballot, election, standing);
    const count = BigInt(ballot.count);
    const key = ranking.map((rank) => rank.join("=")).join(" ");
    const same = grouped.get(key);
    if (ranking.length === 0) blank += count;
    else if (same === undefined) grouped.set(key, { count, ranking });
    else same.count += count;
  }
  const papers = [...grouped.values()];
  return { standing, papers, valid: papers.reduce((sum, { count }) => sum + count, 0n), blank };
}

/** Positions of the options that were not withdrawn. */
export function standingOptions({ options, withdrawn = [] }: Election): number[] {
  const gone = new Set(withdrawn);
  return [...options.keys()].filter((option) => !gone.has(option));
}

function usable({ ranking }: RankedBallot, { options }: Election, standing: readonly number[]): number[][] {
  const seen = new Set<number>();
  for (const option of ranking.flat()) {
    if (options[option] === undefined) throw new RangeError(`a paper ranks option ${option}; positions are 0 to ${options.length - 1}`);
    if (seen.has(option)) throw new RangeError(`a paper ranks option \`${options[option].id}\` twice`);
    seen.add(option);
  }
  const left = new Set(standing);
  const ranks: number[][] = [];
  for (const rank of ranking) {
    const here = rank.filter((option) => left.has(option)).sort((a, b) => a - b);
    if (here.length === left.size && here.length > 1) break;
    if (here.length > 0) ranks.push(here);
    for (const option of here) left.delete(option);
  }
  return ranks;
}
