/**
 * The small ranked methods a second time, for comparing: written paper by paper and path by path, without sharing anything with what is
 * tested. They throw `Undecided` where the rule leaves a tie to a lot. Papers are strict rankings of positions.
 */
export class Undecided extends Error {}

type Papers = readonly (readonly number[])[];

/** Instant run-off: the last one left, or whoever has more than half of all papers. */
export function secondIrv(size: number, papers: Papers): number {
  let left = Array.from({ length: size }, (_, index) => index);
  const past: Map<number, number>[] = [];
  for (;;) {
    const tops = papers.map((paper) => paper.find((option) => left.includes(option)));
    const votes = new Map(left.map((option) => [option, tops.filter((top) => top === option).length]));
    const winner = left.find((option) => (votes.get(option) ?? 0) * 2 > papers.length);
    if (winner !== undefined) return winner;
    const [first, ...others] = left;
    if (first !== undefined && others.length === 0) return first;
    past.push(votes);
    const out = lowest(left, past);
    left = left.filter((option) => option !== out);
  }
}

function lowest(left: readonly number[], past: readonly Map<number, number>[]): number {
  let tied = [...left];
  for (const votes of past.toReversed()) {
    const fewest = Math.min(...tied.map((option) => votes.get(option) ?? 0));
    tied = tied.filter((option) => votes.get(option) === fewest);
  }
  return onlyOne(tied);
}

function onlyOne(tied: readonly number[]): number {
  const [one, ...others] = tied;
  if (one === undefined || others.length > 0) throw new Undecided();
  return one;
}

type Held = { readonly paper: readonly number[]; value: bigint };
export type SecondStv = { unit: bigint; quota: bigint; emptySurplus: boolean; looksBack: boolean };

/** Weighted inclusive Gregory STV, one paper after the other. Elected positions, sorted. */
export function secondStv(size: number, seats: number, papers: Papers, rule: SecondStv): number[] {
  const piles = new Map<number, Held[]>(Array.from({ length: size }, (_, option) => [option, []]));
  const credited = new Map<number, bigint>(Array.from({ length: size }, (_, option) => [option, 0n]));
  const elected: number[] = [];
  const waiting: number[] = [];
  let running = [...piles.keys()];
  const past: Map<number, bigint>[] = [];
  const votesOf = (option: number) => credited.get(option) ?? 0n;
  const takePile = (option: number) => piles.get(option)?.splice(0) ?? [];

  const give = (held: Held) => {
    const next = held.paper.find((option) => running.includes(option));
    if (next === undefined) return;
    piles.get(next)?.push(held);
    credited.set(next, votesOf(next) + held.value);
  };
  const only = (options: readonly number[], most: boolean): number => {
    let tied = extreme(options, credited, most);
    for (const stage of rule.looksBack ? past.toReversed() : []) tied = extreme(tied, stage, most);
    return onlyOne(tied);
  };
  const done = () => elected.length >= seats || elected.length + running.length <= seats;
  const settle = () => {
    for (const option of running.filter((one) => votesOf(one) >= rule.quota)) {
      elected.push(option);
      waiting.push(option);
    }
    running = running.filter((option) => !elected.includes(option));
    past.push(new Map(credited));
  };

  for (const paper of papers) give({ paper, value: rule.unit });
  settle();
  while (!done()) {
    const rich = waiting.filter((option) => rule.emptySurplus || votesOf(option) > rule.quota);
    if (rich.length > 0) {
      const option = only(rich, true);
      waiting.splice(waiting.indexOf(option), 1);
      const votes = votesOf(option);
      credited.set(option, rule.quota);
      for (const { paper, value } of takePile(option)) give({ paper, value: (value * (votes - rule.quota)) / votes });
    } else {
      const option = only(running, false);
      running = running.filter((one) => one !== option);
      if (!done()) {
        credited.set(option, 0n);
        for (const held of takePile(option)) give(held);
      }
    }
    settle();
  }
  return [...elected, ...(elected.length < seats ? running : [])].sort((a, b) => a - b);
}

function extreme(options: readonly number[], votes: ReadonlyMap<number, bigint>, most: boolean): number[] {
  const better = (a: bigint, b: bigint) => (most ? a > b : a < b);
  return options.filter((option) => options.every((other) => !better(votes.get(other) ?? 0n, votes.get(option) ?? 0n)));
}

const NINE_DECIMALS = 1_000_000_000n;

/** Meek's method, one paper after the other: elected positions, sorted. */
export function secondMeek(size: number, seats: number, papers: Papers): number[] {
  const keep = Array.from({ length: size }, () => NINE_DECIMALS);
  const elected = new Set<number>();
  const out = new Set<number>();
  const running = () => keep.map((_, option) => option).filter((option) => !elected.has(option) && !out.has(option));
  while (elected.size < seats && elected.size + running().length > seats) {
    let before: bigint | undefined;
    for (;;) {
      const votes = meekVotes(keep, papers);
      const quota = votes.reduce((sum, each) => sum + each, 0n) / BigInt(seats + 1) + 1n;
      const of = (option: number) => votes[option] ?? 0n;
      const reached = running().filter((option) => of(option) >= quota);
      for (const option of reached) elected.add(option);
      const over = [...elected].reduce((sum, option) => sum + of(option) - quota, 0n);
      const surplus = over < 0n ? 0n : over;
      if (reached.length > 0) break;
      if (surplus < 1_000n || (before !== undefined && surplus >= before)) {
        const last = onlyOne(running().filter((option) => running().every((other) => of(option) <= of(other) + surplus)));
        out.add(last);
        keep[last] = 0n;
        break;
      }
      before = surplus;
      for (const option of elected) keep[option] = roundedUp(roundedUp((keep[option] ?? 0n) * quota, NINE_DECIMALS) * NINE_DECIMALS, of(option));
    }
  }
  return [...elected, ...(elected.size < seats ? running() : [])].sort((a, b) => a - b);
}

function meekVotes(keep: readonly bigint[], papers: Papers): bigint[] {
  const votes = keep.map(() => 0n);
  for (const paper of papers) {
    let weight = NINE_DECIMALS;
    for (const option of paper) {
      const part = roundedUp(weight * (keep[option] ?? 0n), NINE_DECIMALS);
      votes[option] = (votes[option] ?? 0n) + part;
      weight -= part;
    }
  }
  return votes;
}

function roundedUp(value: bigint, by: bigint): bigint {
  return value % by === 0n ? value / by : value / by + 1n;
}

type Matrix = readonly (readonly number[])[];

function cell(wins: Matrix, a: number, b: number): number {
  return wins[a]?.[b] ?? 0;
}

/** How many papers put the row's option above the column's, pair by pair. Here papers may have equal ranks. */
export function secondMatrix(size: number, papers: readonly (readonly (readonly number[])[])[]): number[][] {
  const place = (paper: readonly (readonly number[])[], option: number) => {
    const at = paper.findIndex((rank) => rank.includes(option));
    return at === -1 ? size : at;
  };
  return Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (_, b) => papers.filter((paper) => place(paper, a) < place(paper, b)).length),
  );
}

/** All winners by Schulze: strength by trying every path. */
export function secondSchulze(wins: Matrix): number[] {
  const all = wins.map((_, option) => option);
  const beats = (a: number, b: number) => cell(wins, a, b) > cell(wins, b, a);
  const strongest = (from: number, to: number, seen: readonly number[]): number =>
    Math.max(
      0,
      ...all.map((via) => {
        if (!beats(from, via) || seen.includes(via)) return 0;
        return via === to ? cell(wins, from, via) : Math.min(cell(wins, from, via), strongest(via, to, [...seen, via]));
      }),
    );
  return all.filter((a) => all.every((b) => a === b || strongest(a, b, [a]) >= strongest(b, a, [b])));
}

/** Whoever is above all others by ranked pairs. Undecided when two won duels are equally clear, or nobody is above all. */
export function secondRankedPairs(wins: Matrix): number {
  const all = wins.map((_, option) => option);
  const margin = (a: number, b: number) => cell(wins, a, b) - cell(wins, b, a);
  const pairs = all.flatMap((a) => all.filter((b) => margin(a, b) > 0).map((b) => [a, b] as const));
  pairs.sort(([a, b], [c, d]) => margin(c, d) - margin(a, b) || cell(wins, c, d) - cell(wins, a, b));
  const clear = new Set(pairs.map(([a, b]) => `${margin(a, b)}/${cell(wins, a, b)}`));
  if (clear.size < pairs.length) throw new Undecided();
  const kept: (readonly [number, number])[] = [];
  const leads = (from: number, to: number): boolean => kept.some(([a, b]) => a === from && (b === to || leads(b, to)));
  for (const [a, b] of pairs) if (!leads(b, a)) kept.push([a, b]);
  const top = all.filter((option) => kept.every(([, loser]) => loser !== option));
  return onlyOne(top);
}
