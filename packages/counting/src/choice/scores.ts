import type { Election } from "../election.ts";
import { numberParameter, textParameter } from "../method.ts";
import type { Parameters } from "../outcome.ts";
import { type Paper, type Papers, papersOf } from "../tally.ts";

/** What options got: a fraction `sum / per`, so that means are compared exactly. `sum` is in units of `10^-decimals`. */
export type Score = { readonly sum: number; readonly per: number };

/** Scores in the order of `options`; `voters` that count towards a quorum, `marking` of them marked something; `notes` on invalid papers. */
export type Scores = {
  readonly scores: readonly Score[];
  readonly decimals: number;
  readonly voters: number;
  readonly marking: number;
  readonly notes: readonly string[];
};

/** Adds up points, or marks. @param isValid papers that do not pass are not counted, not even as voters */
export function scoresOf(election: Election, papers: Papers, isValid: (paper: Paper) => boolean, invalid: string): Scores {
  const sums = new Float64Array(election.options.length);
  let [voters, marking, dropped] = [0, 0, 0];
  for (const paper of papers.papers) {
    if (!isValid(paper)) {
      dropped += paper.count;
      continue;
    }
    voters += paper.count;
    if (paper.chosen.length > 0) marking += paper.count;
    for (let i = 0; i < paper.chosen.length; i++) {
      const option = paper.chosen[i] ?? -1;
      sums[option] = (sums[option] ?? 0) + paper.count * (paper.points?.[i] ?? 1);
    }
  }
  const notes = dropped > 0 ? [`${dropped} ballots are invalid and do not count: ${invalid}`] : [];
  return { scores: Array.from(sums, (sum) => ({ sum, per: 1 })), decimals: papers.decimals, voters, marking, notes };
}

const always = () => true;

/** One vote for one option: what is marked, or ranked first alone. */
export function pluralityScores(election: Election): Scores {
  const { ballots } = election;
  if (ballots.kind !== "ordinal") return scoresOf(election, papersOf(ballots), (paper) => paper.chosen.length <= 1, "they mark more than one option");
  const firsts = ballots.papers.map(({ count, ranking }): Paper => ({ count, chosen: ranking[0] ?? [] }));
  return scoresOf(election, { papers: firsts, decimals: 0 }, (paper) => paper.chosen.length <= 1, "they rank several options first");
}

export function approvalScores(election: Election): Scores {
  return scoresOf(election, papersOf(election.ballots), always, "");
}

/** Ratings: missing ones count as 0, or not at all, and then the mean decides. */
export function ratingScores(election: Election, parameters: Parameters): Scores {
  const papers = papersOf(election.ballots);
  const total = scoresOf(election, papers, always, "");
  if (textParameter(parameters, "missing") === "zero") return total;
  const ratings = new Float64Array(election.options.length);
  for (const { count, chosen } of papers.papers) for (const option of chosen) ratings[option] = (ratings[option] ?? 0) + count;
  const least = Math.max(1, numberParameter(parameters, "minRatings") ?? 1);
  return { ...total, scores: total.scores.map(({ sum }, option) => meanOf(sum, ratings[option] ?? 0, least)) };
}

function meanOf(sum: number, ratings: number, least: number): Score {
  return ratings < least ? { sum: 0, per: 1 } : { sum, per: ratings };
}

/** Points that each voter divides: at most so many on one ballot, at most so many for one option. */
export function pointsScores(election: Election, parameters: Parameters): Scores {
  const papers = papersOf(election.ballots);
  const unit = 10 ** papers.decimals;
  const most = (numberParameter(parameters, "pointsPerBallot") ?? Number.POSITIVE_INFINITY) * unit;
  const mostEach = (numberParameter(parameters, "pointsPerOption") ?? Number.POSITIVE_INFINITY) * unit;
  const isValid = ({ points = [] }: Paper) => points.every((given) => given <= mostEach) && points.reduce((sum, given) => sum + given, 0) <= most;
  return scoresOf(election, papers, isValid, "they give more points than allowed");
}

/** Quadratic voting: v votes for an option cost v² credits. Whole votes only. */
export function quadraticScores(election: Election, parameters: Parameters): Scores {
  const papers = papersOf(election.ballots);
  const unit = 10 ** papers.decimals;
  const credits = (numberParameter(parameters, "credits") ?? Number.POSITIVE_INFINITY) * unit * unit;
  const isValid = ({ points = [] }: Paper) =>
    points.every((given) => given % unit === 0) && points.reduce((sum, given) => sum + given * given, 0) <= credits;
  return scoresOf(election, papers, isValid, "they are not in whole votes, or cost more credits than allowed");
}
