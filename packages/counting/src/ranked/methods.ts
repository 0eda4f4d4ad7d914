import { OPTIONS_MAX } from "../election.ts";
import { type Counted, type CountInput, type Method, numberParameter, type Parameter, WrongUseError } from "../method.ts";
import { countByTransfers, type GregoryRule, type TransferInput, type TransferResult } from "./gregory.ts";
import { countByMeek } from "./meek.ts";
import { duelsWon, type Pairwise, pairwiseOf } from "./pairwise.ts";
import { type Papers, papersOf } from "./papers.ts";
import type { Elected } from "./places.ts";
import { countRankedPairs } from "./ranked-pairs.ts";
import type { TransferRound } from "./rounds.ts";
import { countSchulze } from "./schulze.ts";
import { irvRule, scottishRule, wigmRule } from "./stv-rules.ts";

const seats: Parameter = {
  name: "seats",
  kind: "integer",
  min: 1,
  max: OPTIONS_MAX,
  default: 1,
  fromElection: "seats",
  about: "How many options win.",
};
const oneSeat: Parameter = { name: "seats", kind: "integer", min: 1, max: 1, default: 1, about: "Instant run-off elects one option." };

/** The methods for ranked ballots. */
export const rankedMethods: readonly Method[] = [
  {
    id: "irv",
    version: "1.0.0",
    source: "Instant run-off: SSI 2007/42, schedule 1, rules 45 to 52, for one seat",
    ballots: ["ordinal"],
    parameters: [oneSeat],
    count: (input) => byTransfers(input, 1, (transfer) => countByTransfers(transfer, irvRule(transfer.papers))),
  },
  stv("scottish-stv", "The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52", scottishRule),
  stv("wigm-prf", "Proportional Representation Foundation, Reference WIGM Rule, without batch defeat", wigmRule),
  {
    id: "meek-prf",
    version: "1.0.0",
    source: "Proportional Representation Foundation, Reference Meek Rule",
    ballots: ["ordinal"],
    parameters: [seats],
    count: (input) => byTransfers(input, seatsOf(input), countByMeek),
  },
  pairwise("schulze", "M. Schulze, Social Choice and Welfare 36 (2011), winning votes", countSchulze),
  pairwise("ranked-pairs", "T. N. Tideman, Social Choice and Welfare 4 (1987), margins", countRankedPairs),
];

function stv(id: string, source: string, rule: GregoryRule): Method {
  return {
    ...{ id, version: "1.0.0", source, ballots: ["ordinal"], parameters: [seats] },
    count: (input) => byTransfers(input, seatsOf(input), (transfer) => countByTransfers(transfer, rule)),
  };
}

function pairwise(id: string, source: string, countPairs: (pairwise: Pairwise, seats: number, ties: CountInput["ties"]) => Elected): Method {
  return {
    ...{ id, version: "1.0.0", source, ballots: ["ordinal", "matrix"], parameters: [seats] },
    count: (input) => {
      const duels = pairwiseOf(input.election);
      const { winners, rounds } = countPairs(duels, seatsOf(input), input.ties);
      return { winners, tally: duelsWon(duels), rounds };
    },
  };
}

function byTransfers(input: CountInput, wanted: number, countTransfers: (transfer: TransferInput) => TransferResult): Counted {
  const { election, ties } = input;
  const papers = papersOf(election);
  const { elected, quota, rounds } = countTransfers({ options: election.options, papers, seats: wanted, ties });
  return {
    winners: elected.map((option) => election.options[option]?.id ?? ""),
    tally: firstPreferences(rounds),
    ...{ quota, rounds, notes: notesOn(wanted, papers) },
  };
}

/** What the first round credits to each option; a paper that puts several first counts in equal parts. */
function firstPreferences([first]: readonly TransferRound[]): Record<string, number> {
  if (first?.kind !== "first-preferences") return {};
  return Object.fromEntries(Object.entries(first.votes).map(([id, votes]) => [id, Number(votes)]));
}

/** @throws WrongUseError for other seats than the election's own, or more than it has options. */
function seatsOf({ election, parameters }: CountInput): number {
  const wanted = numberParameter(parameters, "seats") ?? 1;
  if (election.seats !== undefined && wanted !== election.seats) {
    throw new WrongUseError(`The election has ${election.seats} seats, not ${wanted}.`, [`seats ${election.seats}`]);
  }
  if (wanted <= election.options.length) return wanted;
  throw new WrongUseError(`There are ${election.options.length} options for ${wanted} seats.`, [`seats 1 to ${election.options.length}`]);
}

function notesOn(wanted: number, { blank, standing }: Papers): string[] {
  const notes: string[] = [];
  if (blank > 0n) notes.push(`${blank} papers prefer no standing option to another and are not valid votes`);
  if (standing.length < wanted) notes.push("fewer options stand than there are seats");
  return notes;
}
