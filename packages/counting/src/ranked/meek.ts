import type { Option } from "../election.ts";
import type { Ties } from "../ties.ts";
import { extremes } from "./earlier-stages.ts";
import type { TransferInput, TransferResult } from "./gregory.ts";
import { distribute } from "./keep.ts";
import type { Papers } from "./papers.ts";
import type { Standing, Tie, TransferRound } from "./rounds.ts";
import { decimal, total, type Units } from "./units.ts";

/** Nine decimals, as the reference rule says. */
const UNITS: Units = { unit: 1_000_000_000n, digits: 9 };
const ONE = UNITS.unit;
/** The surplus that is small enough to stop adjusting: 0.000001. */
const OMEGA = 1_000n;

type Count = {
  readonly options: readonly Option[];
  readonly papers: Papers;
  readonly ties: Ties;
  readonly seats: number;
  readonly hopeful: Set<number>;
  readonly elected: number[];
  /** What each option keeps of a paper that reaches it: all while hopeful, nothing when excluded or withdrawn, a part when elected. */
  readonly keep: bigint[];
  readonly rounds: TransferRound[];
  votes: readonly bigint[];
  quota: bigint;
  lost: bigint;
};

/**
 * Meek's method by the Reference Meek Rule of the Proportional Representation Foundation (prfound.org/resources/reference/reference-meek-rule):
 * nine decimals, omega 0.000001, one exclusion at a time. Letters in comments are the rule's steps. Its text knows no equal ranks: here a
 * paper is divided among them in equal parts, and what one of them does not keep goes to the others before it goes on.
 */
export function countByMeek({ options, papers, seats, ties }: TransferInput): TransferResult {
  const standing = new Set(papers.standing);
  const count: Count = {
    ...{ options, papers, ties, seats, elected: [], rounds: [], votes: [], quota: 0n, lost: 0n },
    hopeful: standing,
    keep: options.map((_, option) => (standing.has(option) ? ONE : 0n)),
  };
  passPapers(count);
  const facts = { papers: Number(papers.valid), seats, quota: decimal(count.quota, UNITS) };
  count.rounds.push({ kind: "first-preferences", ...facts, ...standingOf(count, []) });
  while (count.elected.length < seats && count.elected.length + count.hopeful.size > seats) playRound(count);
  electRemaining(count);
  return { elected: count.elected, quota: decimal(count.quota, UNITS), rounds: count.rounds };
}

/** B.2.a, B.2.b. */
function passPapers(count: Count): void {
  const { votes, lost } = distribute(count.papers.papers, { one: ONE, keep: count.keep });
  count.votes = votes;
  count.lost = lost;
  count.quota = total(votes) / BigInt(count.seats + 1) + 1n;
}

/** B.2: adjusts keep factors until somebody is elected, or the surplus is gone or no longer shrinks; then B.3. */
function playRound(count: Count): void {
  let before: bigint | undefined;
  for (let iterations = 1; ; iterations++) {
    passPapers(count);
    const elected = electReached(count);
    const surplus = surplusOf(count);
    if (elected.length > 0 || surplus < OMEGA || (before !== undefined && surplus >= before)) {
      const facts = { iterations, quota: decimal(count.quota, UNITS) };
      const standing = standingOf(count, elected);
      const exclusion = elected.length > 0 ? { excluded: null, tie: null } : excludeLowest(count, surplus);
      count.rounds.push({ kind: "keep-factors", ...facts, ...exclusion, ...standing });
      return;
    }
    before = surplus;
    adjustKeepFactors(count);
  }
}

/** B.2.c. */
function electReached(count: Count): number[] {
  const reached = byVotes(
    count,
    [...count.hopeful].filter((option) => votesOf(count, option) >= count.quota),
  );
  for (const option of reached) count.hopeful.delete(option);
  count.elected.push(...reached);
  return reached;
}

/** B.2.d. */
function surplusOf(count: Count): bigint {
  const surplus = total(count.elected.map((option) => votesOf(count, option) - count.quota));
  return surplus > 0n ? surplus : 0n;
}

/** B.2.f: both the multiplication and the division round up. */
function adjustKeepFactors(count: Count): void {
  for (const option of count.elected) {
    const votes = votesOf(count, option);
    const kept = ((count.keep[option] ?? 0n) * count.quota + ONE - 1n) / ONE;
    count.keep[option] = (kept * ONE + votes - 1n) / votes;
  }
}

/** B.3: whoever could still be last once the surplus has been handed out counts as tied for last place. */
function excludeLowest(count: Count, surplus: bigint): { excluded: string; tie: Tie | null } {
  const hopeful = [...count.hopeful];
  const [lowest = -1] = extremes(hopeful, count.votes, "fewest");
  const bound = votesOf(count, lowest) + surplus;
  const tied = hopeful.filter((option) => votesOf(count, option) <= bound);
  const excluded = count.ties.draw(tied, "exclude");
  count.hopeful.delete(excluded);
  count.keep[excluded] = 0n;
  const tie: Tie | null = tied.length === 1 ? null : { tied: tied.map((option) => idOf(count, option)), by: "draw" };
  return { excluded: idOf(count, excluded), tie };
}

/** C. */
function electRemaining(count: Count): void {
  if (count.elected.length >= count.seats || count.hopeful.size === 0) return;
  const last = byVotes(count, [...count.hopeful]);
  count.elected.push(...last);
  count.rounds.push({ kind: "last-seats", stage: count.rounds.length + 1, elected: last.map((option) => idOf(count, option)) });
}

/** Most votes first. */
function byVotes(count: Count, options: readonly number[]): number[] {
  const ordered: number[] = [];
  let left = options;
  while (left.length > 0) {
    const next = count.ties.order(extremes(left, count.votes, "most"), "order");
    ordered.push(...next);
    left = left.filter((option) => !next.includes(option));
  }
  return ordered;
}

function standingOf(count: Count, elected: readonly number[]): Standing {
  const used = total(count.votes);
  return {
    stage: count.rounds.length + 1,
    votes: Object.fromEntries(count.papers.standing.map((option) => [idOf(count, option), decimal(votesOf(count, option), UNITS)])),
    nonTransferable: decimal(count.papers.valid * ONE - used - count.lost, UNITS),
    lostToRounding: decimal(count.lost, UNITS),
    elected: elected.map((option) => idOf(count, option)),
  };
}

function votesOf(count: Count, option: number): bigint {
  return count.votes[option] ?? 0n;
}

function idOf(count: Count, option: number): string {
  return count.options[option]?.id ?? "";
}
