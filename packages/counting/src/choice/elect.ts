import { type Decimal, decimalOf } from "../decimal.ts";
import type { Election } from "../election.ts";
import type { Counted, CountInput } from "../method.ts";
import { numberParameter, textParameter } from "../method.ts";
import type { Ties } from "../ties.ts";
import type { ChoiceRound } from "./rounds.ts";
import type { Score, Scores } from "./scores.ts";

type Reason = Extract<ChoiceRound, { kind: "not-chosen" }>["reason"];

/** Everything that decides whether a score is enough. */
type Bar = {
  readonly quorum: number;
  readonly reached: boolean;
  readonly threshold: number;
  readonly share: Decimal;
  /** Ballots of which the share is taken. */
  readonly base: number;
  readonly absolute: boolean;
  readonly none: number;
  readonly withdrawn: ReadonlySet<number>;
};

/**
 * The options with the best scores win, as many as there are seats, if they pass every bar: a quorum of voters, a least score, a share of the
 * ballots, more than "none of these". What has no points never wins. Equal scores are drawn only where it matters.
 */
export function electBest(input: CountInput, scores: Scores): Counted {
  const { election, parameters, ties } = input;
  const bar = barOf(input, scores);
  const reasons = election.options.map((_, option) => (bar.reached ? reasonAgainst(bar, scores, option) : "no-quorum"));
  const passing = reasons.flatMap((reason, option) => (reason === undefined ? [option] : []));
  const winners = bestOf(passing, scores.scores, numberParameter(parameters, "seats") ?? 1, ties);
  return {
    winners: winners.map((option) => election.options[option]?.id ?? ""),
    tally: Object.fromEntries(election.options.map((option, i) => [option.id, points(scores, i)])),
    notes: [...scores.notes, ...(bar.reached ? [] : [`only ${scores.voters} of ${bar.quorum} voters needed took part; nobody is elected`])],
    rounds: roundsOf(election, scores, bar, winners, reasons),
  };
}

function barOf({ election, parameters }: CountInput, { voters, marking }: Scores): Bar {
  const quorum = numberParameter(parameters, "quorum") ?? 0;
  const none = textParameter(parameters, "none");
  return {
    quorum,
    reached: voters >= quorum,
    threshold: numberParameter(parameters, "threshold") ?? election.minScore ?? 0,
    share: decimalOf(String(numberParameter(parameters, "minShare") ?? 0)) ?? { units: 0n, digits: 0 },
    base: textParameter(parameters, "abstentions") === "counted" ? voters : marking,
    absolute: textParameter(parameters, "majority") === "absolute",
    none: election.options.findIndex((option) => option.id === none),
    withdrawn: new Set(election.withdrawn),
  };
}

function reasonAgainst(bar: Bar, scores: Scores, option: number): Reason | undefined {
  const value = points(scores, option);
  if (bar.withdrawn.has(option)) return "withdrawn";
  if (value <= 0) return "no-votes";
  if (value < bar.threshold) return "below-threshold";
  if (value < leastForShare(bar, scores) || (bar.absolute && value * 2 <= bar.base)) return "below-share";
  if (bar.none !== -1 && compare(scores.scores[option], scores.scores[bar.none]) <= 0) return "behind-none";
  return undefined;
}

/** The least score, in steps of the scores' unit, that reaches the share: rounded up without floating point. */
function leastForShare({ share, base }: Bar, { decimals }: Scores): number {
  const [whole, scale] = [share.units * BigInt(base) * 10n ** BigInt(decimals), 10n ** BigInt(share.digits)];
  return Number((whole + scale - 1n) / scale) / 10 ** decimals;
}

/** Draws only among options that are equal and cannot all be served, or whose order the result shows. */
function bestOf(options: readonly number[], scores: readonly Score[], seats: number, ties: Ties): number[] {
  const sorted = [...options].sort((a, b) => compare(scores[b], scores[a]));
  const winners: number[] = [];
  while (winners.length < seats && sorted.length > 0) {
    const tied = sorted.filter((option) => compare(scores[option], scores[sorted[0] ?? -1]) === 0);
    const drawn = ties.draw(tied, "elect");
    winners.push(drawn);
    sorted.splice(sorted.indexOf(drawn), 1);
  }
  return winners;
}

function compare(a: Score = { sum: 0, per: 1 }, b: Score = { sum: 0, per: 1 }): number {
  const difference = BigInt(a.sum) * BigInt(b.per) - BigInt(b.sum) * BigInt(a.per);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

function points({ scores, decimals }: Scores, option: number): number {
  const { sum, per } = scores[option] ?? { sum: 0, per: 1 };
  return sum / per / 10 ** decimals;
}

function roundsOf(election: Election, scores: Scores, bar: Bar, winners: readonly number[], reasons: readonly (Reason | undefined)[]): ChoiceRound[] {
  const id = (option: number) => election.options[option]?.id ?? "";
  const tally = (option: number) => points(scores, option);
  const losers = [...election.options.keys()].filter((option) => !winners.includes(option)).sort((a, b) => tally(b) - tally(a));
  const quorum: ChoiceRound[] = bar.quorum > 0 ? [{ kind: "quorum", needed: bar.quorum, took: scores.voters, reached: bar.reached }] : [];
  return [
    ...quorum,
    ...winners.map((option): ChoiceRound => ({ kind: "chosen", option: id(option), tally: tally(option), ballots: scores.voters })),
    ...losers.map((option): ChoiceRound => {
      const reason = reasons[option] ?? "fewer-votes";
      const needed = neededBy(scores, bar, winners, option, reason);
      return { kind: "not-chosen", option: id(option), tally: tally(option), reason, ...(needed !== undefined && { needed }) };
    }),
  ];
}

/** Enough to pass every bar and the last winner, if the other scores stay; only where scores are sums. */
function neededBy(scores: Scores, bar: Bar, winners: readonly number[], option: number, reason: Reason): number | undefined {
  const isSum = scores.scores.every(({ per }) => per === 1);
  if (!isSum || reason === "withdrawn" || reason === "no-quorum" || option === bar.none) return undefined;
  const step = 10 ** -scores.decimals;
  const last = winners.at(-1);
  const passes = [
    step,
    bar.threshold,
    leastForShare(bar, scores),
    bar.absolute ? bar.base / 2 + step : 0,
    bar.none === -1 ? 0 : points(scores, bar.none) + step,
    last === undefined || reason !== "fewer-votes" ? 0 : points(scores, last) + step,
  ];
  return Math.max(...passes) - points(scores, option);
}
