import { OPTIONS_MAX } from "../election.ts";
import type { CountInput, Method, Parameter } from "../method.ts";
import { electBest } from "./elect.ts";
import { approvalScores, pluralityScores, pointsScores, quadraticScores, ratingScores, type Scores } from "./scores.ts";

const COUNT_MAX = 1_000_000_000;

function integer(name: string, about: string): Parameter {
  return { name, kind: "integer", min: 0, max: COUNT_MAX, about };
}

/** What all of these methods have. */
const common: readonly Parameter[] = [
  { name: "seats", kind: "integer", min: 1, max: OPTIONS_MAX, default: 1, fromElection: "seats", about: "How many options win at most." },
  integer("threshold", "Options with fewer votes (or points) cannot win."),
  integer("quorum", "Nobody is elected if fewer voters took part, abstentions included."),
  { name: "minShare", kind: "share", about: "Share of the ballots that an option's votes must reach." },
  { name: "majority", kind: "choice", values: ["none", "absolute"], default: "none", about: "Whether more than half of the ballots are needed." },
  {
    name: "abstentions",
    kind: "choice",
    values: ["ignored", "counted"],
    default: "ignored",
    about: "Whether empty ballots belong to the ballots of which shares are taken.",
  },
  { name: "none", kind: "option", about: 'The option that means "none of these": it never wins, and only what beats it does.' },
];

function method(id: string, source: string, ballots: Method["ballots"], own: readonly Parameter[], scores: (input: CountInput) => Scores): Method {
  return { id, version: "1.0.0", source, ballots, parameters: [...common, ...own], count: (input) => electBest(input, scores(input)) };
}

/** The methods that add up: plurality, approval, score, points, quadratic. */
export const choiceMethods: readonly Method[] = [
  method("plurality", "one vote for one option; the most votes win", ["choose-1", "ordinal"], [], ({ election }) => pluralityScores(election)),
  method("approval", "Brams and Fishburn: Approval Voting (APSR 1978)", ["approval", "choose-1"], [], ({ election }) => approvalScores(election)),
  method(
    "score",
    "range voting: the greatest sum of ratings wins, or the greatest mean where missing ratings are ignored",
    ["scoring", "cumulative"],
    [
      {
        name: "missing",
        kind: "choice",
        values: ["zero", "ignored"],
        default: "zero",
        about: "Whether a missing rating is 0, or left out of the mean.",
      },
      integer("minRatings", "With missing ratings ignored: options with fewer ratings cannot win."),
    ],
    ({ election, parameters }) => ratingScores(election, parameters),
  ),
  method(
    "points",
    "cumulative voting: voters divide points; a ranking of k options gives k, k-1, …, 1 (Borda)",
    ["cumulative", "scoring", "ordinal"],
    [
      integer("pointsPerBallot", "Ballots with more points are invalid."),
      integer("pointsPerOption", "Ballots with more points for one option are invalid."),
    ],
    ({ election, parameters }) => pointsScores(election, parameters),
  ),
  method(
    "quadratic",
    "Posner and Weyl: Radical Markets (2018); Lalley and Weyl: Quadratic Voting (AEA P&P 2018)",
    ["cumulative", "scoring"],
    [integer("credits", "Ballots whose votes cost more credits, votes squared for each option, are invalid.")],
    ({ election, parameters }) => quadraticScores(election, parameters),
  ),
];
