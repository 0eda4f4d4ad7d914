import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rankedElections, singlePapers, withPapers } from "../../test/ranked-elections.ts";
import type { RankedElection } from "../formats/ranked-file.ts";
import { count } from "../methods.ts";
import type { Outcome, Round } from "../outcome.ts";
import { explainRankedRound } from "./explain.ts";
import type { RankedRound, Standing } from "./rounds.ts";

const transfers = ["irv", "scottish-stv", "wigm-prf", "meek-prf"];
const proportional = ["scottish-stv", "wigm-prf", "meek-prf"];
const pairwise = ["schulze", "ranked-pairs"];
const all = [...transfers, ...pairwise];
const RUNS = { numRuns: 150 };
const seatNumbers = fc.integer({ min: 1, max: 3 });

function counted(election: RankedElection, method: string, seats = 1): Outcome {
  const parameters = method === "irv" ? {} : { seats: Math.min(seats, election.options.length) };
  return count({ election, method, parameters });
}

describe.each(all)("%s", (method) => {
  test("does not depend on whose paper comes when, nor on how papers are put together", () => {
    fc.assert(
      fc.property(rankedElections(true), fc.nat(), seatNumbers, (election, seed, seats) => {
        const papers = shuffled(singlePapers(election), seed);
        expect(counted(withPapers(election, papers), method, seats)).toEqual(counted(election, method, seats));
      }),
      RUNS,
    );
  });

  test("does not depend on the order in which options are listed", () => {
    fc.assert(
      fc.property(rankedElections(true), seatNumbers, (election, seats) => {
        const { winners, quota, lots } = counted(election, method, seats);
        expect(counted(reversed(election), method, seats)).toMatchObject({ winners, lots, ...(quota !== undefined && { quota }) });
      }),
      RUNS,
    );
  });

  test("treats all options alike: new names for them change only the names, as long as no lot was needed", () => {
    fc.assert(
      fc.property(rankedElections(true), seatNumbers, (election, seats) => {
        const { winners, lots } = counted(election, method, seats);
        fc.pre(lots.length === 0);
        const last = election.options.length + 1;
        const renamed = { ...election, options: election.options.map(({ id }) => ({ id: String(last - Number(id)) })) };
        expect(counted(renamed, method, seats).winners).toEqual(winners.map((id) => String(last - Number(id))));
      }),
      RUNS,
    );
  });

  test("elects as many as there are seats, nobody twice, nobody withdrawn", () => {
    fc.assert(
      fc.property(rankedElections(true), seatNumbers, (election, seats) => {
        const withdrawn = { ...election, withdrawn: [0] };
        const { winners } = counted(withdrawn, method, seats);
        const wanted = method === "irv" ? 1 : Math.min(seats, election.options.length);
        expect(new Set(winners).size).toBe(Math.min(wanted, election.options.length - 1));
        expect(winners).not.toContain("1");
      }),
      RUNS,
    );
  });

  test("tells every round in each language, with names", () => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        for (const round of counted(election, method).rounds as RankedRound[]) {
          for (const language of ["de", "de-x-leicht", "en"] as const) {
            const text = explainRankedRound(round, (id) => `Idee ${id}`, language);
            expect(text).toMatch(/[.?]$/);
            expect(text).not.toMatch(/undefined|NaN|\[object|\s{2}/);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("conservation", () => {
  test.each(proportional)("%s: votes, non-transferable papers and rounding add up to all valid papers, to the last decimal", (method) => {
    fc.assert(
      fc.property(rankedElections(true), seatNumbers, (election, seats) => {
        const outcome = counted(election, method, seats);
        const stages = outcome.rounds.filter(hasStanding);
        const [first] = stages;
        expect(first?.kind).toBe("first-preferences");
        const valid = first?.kind === "first-preferences" ? first.papers : -1;
        for (const stage of stages) expect(heldBy(stage)).toBe(scaled(`${valid}.`, digitsOf(stage)));
      }),
      RUNS,
    );
  });

  test("nothing is lost to rounding while papers have strict rankings and nobody is elected", () => {
    fc.assert(
      fc.property(rankedElections(false), (election) => {
        const [first] = counted(election, "scottish-stv").rounds.filter(hasStanding);
        expect(first?.lostToRounding).toBe("0.00000");
      }),
      RUNS,
    );
  });
});

describe("what the methods promise", () => {
  test.each(pairwise)("%s elects whoever beats all others", (method) => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const outcome = counted(election, method);
        const duels = outcome.rounds.find((round) => round.kind === "duels");
        fc.pre(duels?.beatsAll !== null);
        expect(outcome.winners).toEqual([duels?.beatsAll]);
        expect(outcome.lots.filter(({ purpose }) => purpose === "elect")).toEqual([]);
      }),
      RUNS,
    );
  });

  test.each(pairwise)("%s is monotonic: one more paper for the winner alone keeps the winner", (method) => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const before = counted(election, method);
        fc.pre(before.lots.length === 0);
        const winner = Number(before.winners[0]) - 1;
        expect(counted(withPapers(election, [...singlePapers(election), [[winner]]]), method).winners).toEqual(before.winners);
      }),
      RUNS,
    );
  });

  test.each(transfers)("%s elects whoever is first on more than half of the papers, first of all", (method) => {
    fc.assert(
      fc.property(rankedElections(false), fc.nat(), (election, favourite) => {
        const winner = favourite % election.options.length;
        const papers = singlePapers(election);
        const majority = withPapers(election, [...papers, ...Array.from({ length: papers.length + 1 }, () => [[winner]])]);
        expect(counted(majority, method, 2).winners[0]).toBe(String(winner + 1));
      }),
      RUNS,
    );
  });

  test("instant run-off counts a paper with equal ranks like one paper for each order in which they could stand", () => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const orders = election.options.length === 2 ? 2 : 720;
        const spread = election.ballots.papers.flatMap(({ count: papers, ranking }) => {
          const each = strictOrders(ranking);
          return each.map((order) => ({ count: (papers * orders) / each.length, ranking: order.map((option) => [option]) }));
        });
        const strictly: RankedElection = { ...election, ballots: { kind: "ordinal", papers: spread } };
        expect(counted(strictly, "irv").winners).toEqual(counted(election, "irv").winners);
      }),
      { numRuns: 60 },
    );
  });
});

function strictOrders(ranking: readonly (readonly number[])[]): number[][] {
  return ranking.reduce<number[][]>((orders, rank) => orders.flatMap((order) => permutations(rank).map((next) => [...order, ...next])), [[]]);
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** The same items in another order, which only the seed decides. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: Math.sin(seed + index * 7919) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function reversed(election: RankedElection): RankedElection {
  const last = election.options.length - 1;
  const papers = election.ballots.papers.map((paper) => ({ ...paper, ranking: paper.ranking.map((rank) => rank.map((option) => last - option)) }));
  return { options: election.options.toReversed(), ballots: { kind: "ordinal", papers } };
}

function hasStanding(round: Round): round is RankedRound & Standing {
  return "nonTransferable" in round;
}

function digitsOf({ nonTransferable }: Standing): number {
  return nonTransferable.split(".")[1]?.length ?? 0;
}

function heldBy(stage: Standing): bigint {
  const parts = [...Object.values(stage.votes), stage.nonTransferable, stage.lostToRounding];
  return parts.reduce((sum, part) => sum + scaled(part, digitsOf(stage)), 0n);
}

function scaled(text: string, digits: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(digits, "0"));
}
