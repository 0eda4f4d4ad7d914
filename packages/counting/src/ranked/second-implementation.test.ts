import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rankedElections, singlePapers } from "../../test/ranked-elections.ts";
import { secondIrv, secondMatrix, secondMeek, secondRankedPairs, secondSchulze, secondStv, Undecided } from "../../test/second-opinion.ts";
import type { RankedElection } from "../formats/ranked-file.ts";
import { count } from "../methods.ts";
import type { Outcome } from "../outcome.ts";
import { pairwiseOf } from "./pairwise.ts";

describe("a second implementation agrees", () => {
  test("instant run-off", () => {
    agree(rankedElections(false), (election) => {
      const winner = secondIrv(election.options.length, strict(election));
      expect(counted(election, "irv").winners).toEqual([String(winner + 1)]);
    });
  });

  test("Scottish STV", () => {
    agree(rankedElections(false), (election) => {
      const papers = strict(election);
      const quota = BigInt(Math.floor(papers.length / 3) + 1) * 100_000n;
      const elected = secondStv(election.options.length, 2, papers, { unit: 100_000n, quota, emptySurplus: false, looksBack: true });
      expect(counted(election, "scottish-stv", 2).winners.toSorted()).toEqual(elected.map((option) => String(option + 1)));
    });
  });

  test("WIGM", () => {
    agree(rankedElections(false), (election) => {
      const papers = strict(election);
      const quota = (BigInt(papers.length) * 10_000n) / 3n + 1n;
      const elected = secondStv(election.options.length, 2, papers, { unit: 10_000n, quota, emptySurplus: true, looksBack: false });
      expect(counted(election, "wigm-prf", 2).winners.toSorted()).toEqual(elected.map((option) => String(option + 1)));
    });
  });

  test("Meek", () => {
    agree(rankedElections(false), (election) => {
      const elected = secondMeek(election.options.length, 2, strict(election));
      expect(counted(election, "meek-prf", 2).winners.toSorted()).toEqual(elected.map((option) => String(option + 1)));
    });
  });

  test("Schulze", () => {
    agree(rankedElections(true), (election) => {
      const winners = secondSchulze(secondMatrix(election.options.length, singlePapers(election)));
      const place = counted(election, "schulze").rounds.find((round) => round.kind === "place");
      expect(place?.options.map(Number)).toEqual(winners.map((option) => option + 1));
    });
  });

  test("ranked pairs", () => {
    agree(rankedElections(true), (election) => {
      const winner = secondRankedPairs(secondMatrix(election.options.length, singlePapers(election)));
      expect(counted(election, "ranked-pairs")).toMatchObject({ winners: [String(winner + 1)], lots: [] });
    });
  });

  test("pairwise counts", () => {
    agree(rankedElections(true), (election) => {
      expect(pairwiseOf(election).wins).toEqual(secondMatrix(election.options.length, singlePapers(election)));
    });
  });
});

/** Runs a comparison over random elections; those that the second implementation leaves undecided do not count, but most must be decided. */
function agree(elections: fc.Arbitrary<RankedElection>, compare: (election: RankedElection) => void): void {
  let decided = 0;
  fc.assert(
    fc.property(elections, (election) => {
      try {
        compare(election);
        decided += 1;
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
      }
    }),
    { numRuns: 400 },
  );
  expect(decided).toBeGreaterThan(100);
}

/** Papers as the second implementations take them. */
function strict(election: RankedElection): number[][] {
  return singlePapers(election).map((paper) => paper.flat());
}

function counted(election: RankedElection, method: string, seats = 1): Outcome {
  return count({ election, method, parameters: { seats } });
}
