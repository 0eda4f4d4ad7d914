import type { Option } from "../election.ts";
import type { Ties } from "../ties.ts";
import { byEarlierStages, extremes } from "./earlier-stages.ts";
import type { Paper, Papers } from "./papers.ts";
import type { Standing, Tie, TransferRound } from "./rounds.ts";
import { decimal, type Units } from "./units.ts";

/** What distinguishes the rules that transfer whole papers at a reduced value (weighted inclusive Gregory method). */
export type GregoryRule = Units & {
  /** Votes that elect, in units. */
  readonly quota: (valid: bigint, seats: number) => bigint;
  /** Whether an elected option that has exactly the quota gets a (fruitless) transfer of its own. */
  readonly transfersNothing: boolean;
  /** Whether ties are first decided by earlier stages. */
  readonly looksBack: boolean;
};

/** Papers that an option holds: `rank` is where on the paper it stands; `value` is in units, for each of the paper's `count`. */
type Parcel = { readonly paper: Paper; readonly rank: number; readonly value: bigint };

type Count = {
  readonly rule: GregoryRule;
  readonly options: readonly Option[];
  readonly standing: readonly number[];
  readonly ties: Ties;
  readonly seats: number;
  readonly quota: bigint;
  readonly votes: bigint[];
  readonly parcels: Parcel[][];
  readonly hopeful: Set<number>;
  /** Elected, with a surplus that still waits. */
  readonly pending: Set<number>;
  readonly elected: number[];
  readonly history: bigint[][];
  readonly rounds: TransferRound[];
  nonTransferable: bigint;
  lostToRounding: bigint;
};

export type TransferInput = { readonly options: readonly Option[]; readonly papers: Papers; readonly seats: number; readonly ties: Ties };
/** `elected` in the order of election. */
export type TransferResult = { readonly elected: readonly number[]; readonly quota: string; readonly rounds: readonly TransferRound[] };

/**
 * Counts by transferring papers: elect who has the quota; transfer the largest surplus, all papers at a reduced value; without a surplus exclude who
 * has fewest votes and transfer those papers at the value they came with; stop when all seats are filled or only as many are left as seats.
 * A paper that ranks options equal is divided among those of them who are still in the count, in equal parts; a remainder is lost to rounding.
 */
export function countByTransfers(input: TransferInput, rule: GregoryRule): TransferResult {
  const count = begin(input, rule);
  for (const paper of input.papers.papers) deal(count, { paper, rank: 0, value: rule.unit });
  const facts = { papers: Number(input.papers.valid), seats: count.seats, quota: decimal(count.quota, rule) };
  closeStage(count, (standing) => ({ kind: "first-preferences", ...facts, ...standing }));
  while (!isComplete(count)) {
    const next = nextSurplus(count);
    if (next === undefined) exclude(count);
    else transferSurplus(count, next);
  }
  electRemaining(count);
  return { elected: count.elected, quota: facts.quota, rounds: count.rounds };
}

function begin({ options, papers, seats, ties }: TransferInput, rule: GregoryRule): Count {
  return {
    ...{ rule, options, ties, seats, standing: papers.standing, quota: rule.quota(papers.valid, seats) },
    votes: options.map(() => 0n),
    parcels: options.map(() => []),
    hopeful: new Set(papers.standing),
    pending: new Set(),
    elected: [],
    history: [],
    rounds: [],
    nonTransferable: 0n,
    lostToRounding: 0n,
  };
}

/** Credits papers to the next option on them that is still in the count; to several in equal parts if the papers rank them equal. */
function deal(count: Count, { paper, rank, value }: Parcel): void {
  for (let at = rank; at < paper.ranking.length; at++) {
    const next = (paper.ranking[at] ?? []).filter((option) => count.hopeful.has(option));
    if (next.length === 0) continue;
    const share = value / BigInt(next.length);
    for (const option of next) {
      count.parcels[option]?.push({ paper, rank: at, value: share });
      count.votes[option] = (count.votes[option] ?? 0n) + share * paper.count;
    }
    count.lostToRounding += (value - share * BigInt(next.length)) * paper.count;
    return;
  }
  count.nonTransferable += value * paper.count;
}

/** Elects everyone who has reached the quota, and writes the stage down. */
function closeStage(count: Count, round: (standing: Standing) => TransferRound): void {
  const reached = [...count.hopeful].filter((option) => votesOf(count, option) >= count.quota);
  const elected = byVotes(count, reached);
  for (const option of elected) {
    count.hopeful.delete(option);
    count.pending.add(option);
    count.elected.push(option);
  }
  const ids = elected.map((option) => idOf(count, option));
  count.rounds.push(round({ stage: count.rounds.length + 1, ...standingOf(count), elected: ids }));
  count.history.push([...count.votes]);
}

function isComplete({ elected, hopeful, seats }: Count): boolean {
  return elected.length >= seats || elected.length + hopeful.size <= seats;
}

function nextSurplus(count: Count): Picked | undefined {
  const waiting = [...count.pending].filter((option) => count.rule.transfersNothing || votesOf(count, option) > count.quota);
  if (waiting.length === 0) return undefined;
  return pick(count, extremes(waiting, count.votes, "most"), "most");
}

/** The papers' new value is their value times surplus, divided by the option's votes; what lies beyond the last decimal is dropped. */
function transferSurplus(count: Count, { option, tie }: Picked): void {
  const votes = votesOf(count, option);
  const surplus = votes - count.quota;
  const parcels = count.parcels[option] ?? [];
  count.pending.delete(option);
  count.parcels[option] = [];
  count.votes[option] = count.quota;
  let moved = 0n;
  for (const { paper, rank, value } of parcels) {
    const reduced = (value * surplus) / votes;
    moved += reduced * paper.count;
    deal(count, { paper, rank, value: reduced });
  }
  count.lostToRounding += surplus - moved;
  const facts = { option: idOf(count, option), surplus: decimal(surplus, count.rule), tie };
  closeStage(count, (standing) => ({ kind: "surplus-transferred", ...facts, ...standing }));
}

function exclude(count: Count): void {
  const { option, tie } = pick(count, extremes([...count.hopeful], count.votes, "fewest"), "fewest");
  const had = decimal(votesOf(count, option), count.rule);
  count.hopeful.delete(option);
  const transferred = !isComplete(count);
  if (transferred) {
    const parcels = count.parcels[option] ?? [];
    count.parcels[option] = [];
    count.votes[option] = 0n;
    for (const parcel of parcels) deal(count, parcel);
  }
  closeStage(count, (standing) => ({ kind: "excluded", option: idOf(count, option), had, transferred, tie, ...standing }));
}

function electRemaining(count: Count): void {
  if (count.elected.length >= count.seats || count.hopeful.size === 0) return;
  const last = byVotes(count, [...count.hopeful]);
  count.elected.push(...last);
  count.rounds.push({ kind: "last-seats", stage: count.rounds.length + 1, elected: last.map((option) => idOf(count, option)) });
}

type Picked = { readonly option: number; readonly tie: Tie | null };

/** One of several with equal votes: the one whose surplus goes first, or who is excluded. */
function pick(count: Count, tied: readonly number[], which: "most" | "fewest"): Picked {
  const left = count.rule.looksBack ? byEarlierStages(tied, count.history, which) : tied;
  const option = count.ties.draw(left, which === "most" ? "order" : "exclude");
  if (tied.length === 1) return { option, tie: null };
  return { option, tie: { tied: tied.map((one) => idOf(count, one)), by: left.length === 1 ? "earlier-stages" : "draw" } };
}

/** Most votes first. */
function byVotes(count: Count, options: readonly number[]): number[] {
  const left = new Set(options);
  const ordered: number[] = [];
  while (left.size > 0) {
    const { option } = pick(count, extremes([...left], count.votes, "most"), "most");
    ordered.push(option);
    left.delete(option);
  }
  return ordered;
}

function standingOf(count: Count): Pick<Standing, "votes" | "nonTransferable" | "lostToRounding"> {
  const { rule, votes, nonTransferable, lostToRounding } = count;
  return {
    votes: Object.fromEntries(count.standing.map((option) => [idOf(count, option), decimal(votes[option] ?? 0n, rule)])),
    nonTransferable: decimal(nonTransferable, rule),
    lostToRounding: decimal(lostToRounding, rule),
  };
}

function votesOf(count: Count, option: number): bigint {
  return count.votes[option] ?? 0n;
}

function idOf(count: Count, option: number): string {
  return count.options[option]?.id ?? "";
}
