import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { approvalElections, pointsElections } from "../../test/random-elections.ts";
import type { Election, MarkedBallot, PointsBallot } from "../election.ts";
import { count } from "../methods.ts";
import type { Parameters } from "../outcome.ts";

const options = ["a", "b", "c", "none"].map((id) => ({ id }));

function approval(votes: Readonly<Record<string, number>>, parameters: Parameters = {}) {
  const papers = Object.entries(votes).map(([marks, voters]) => ({ count: voters, chosen: positions(marks) }));
  return count({ election: { options, ballots: { kind: "approval", papers } }, method: "approval", parameters });
}

function rated(kind: "cumulative" | "scoring", method: string, votes: readonly Readonly<Record<string, number>>[], parameters: Parameters = {}) {
  const papers = votes.map((vote) => ({ count: 1, chosen: Object.keys(vote).flatMap(positions), points: Object.values(vote) }));
  return count({ election: { options, ballots: { kind, papers, pointDecimals: 0 } }, method, parameters });
}

function positions(marks: string): number[] {
  return marks === "" ? [] : marks.split(" ").map((id) => options.findIndex((option) => option.id === id));
}

describe("approval", () => {
  test("elects as many as there are seats, most votes first", () => {
    expect(approval({ "a b": 3, b: 2, c: 1 }, { seats: 2 })).toMatchObject({ winners: ["b", "a"], tally: { a: 3, b: 5, c: 1, none: 0 }, ballots: 6 });
  });

  test("never elects what nobody marked", () => {
    expect(approval({ a: 1, "": 4 }, { seats: 3 }).winners).toEqual(["a"]);
  });

  test("elects nobody without a quorum, abstentions included, and says why", () => {
    expect(approval({ a: 3, "": 2 }, { quorum: 5 }).winners).toEqual(["a"]);
    const failed = approval({ a: 3, "": 1 }, { quorum: 5 });
    expect(failed).toMatchObject({ winners: [], notes: ["only 4 of 5 voters needed took part; nobody is elected"] });
    expect(failed.rounds[0]).toEqual({ kind: "quorum", needed: 5, took: 4, reached: false });
  });

  test("asks for a least number of votes, a share, or an absolute majority", () => {
    const votes = { a: 50, b: 43, c: 7, "": 20 };
    expect(approval(votes, { seats: 3, threshold: 43 }).winners).toEqual(["a", "b"]);
    // 0.07 · 100 is above 7 in floating point.
    expect(approval(votes, { seats: 3, minShare: 0.07 }).winners).toEqual(["a", "b", "c"]);
    expect(approval(votes, { seats: 3, minShare: 0.07, abstentions: "counted" }).winners).toEqual(["a", "b"]);
    expect(approval(votes, { majority: "absolute" }).winners).toEqual([]);
    expect(approval({ ...votes, a: 51 }, { majority: "absolute" }).winners).toEqual(["a"]);
  });

  test("elects nothing that does not beat none of these", () => {
    expect(approval({ a: 3, b: 2, none: 2, c: 1 }, { seats: 4, none: "none" }).winners).toEqual(["a"]);
    expect(approval({ a: 2, none: 2 }, { none: "none" }).winners).toEqual([]);
  });

  test("passes over withdrawn options", () => {
    const election: Election = { options, ballots: { kind: "approval", papers: [{ count: 2, chosen: [0, 1] }] }, withdrawn: [0] };
    expect(count({ election, method: "approval" }).winners).toEqual(["b"]);
  });

  test("draws where votes are equal, and only there", () => {
    expect(approval({ b: 2, a: 2, c: 1 })).toMatchObject({ winners: ["a"], lots: [{ tied: ["a", "b"], drawn: "a", by: "option-id" }] });
    expect(approval({ a: 3, b: 2, c: 2 }).lots).toEqual([]);
  });

  test("tells losers how many votes they needed", () => {
    const { rounds } = approval({ a: 5, b: 3 }, { threshold: 4 });
    expect(rounds).toContainEqual({ kind: "not-chosen", option: "b", tally: 3, reason: "below-threshold", needed: 1 });
    expect(approval({ a: 5, b: 3 }).rounds).toContainEqual({ kind: "not-chosen", option: "b", tally: 3, reason: "fewer-votes", needed: 3 });
  });
});

describe("plurality", () => {
  test("takes first preferences, and no paper with several", () => {
    const papers = [
      { count: 3, ranking: [[0], [1]] },
      { count: 2, ranking: [[1, 2]] },
      { count: 2, ranking: [[1], [0]] },
    ];
    const outcome = count({ election: { options, ballots: { kind: "ordinal", papers } }, method: "plurality" });
    expect(outcome).toMatchObject({
      winners: ["a"],
      tally: { a: 3, b: 2 },
      notes: [/2 ballots are invalid/].map(() => expect.stringContaining("2 ballots are invalid")),
    });
  });
});

describe("score", () => {
  const votes = [{ a: 3 }, { a: 3, b: 5 }, { b: 1, c: 4 }];

  test("counts a missing rating as 0, or leaves it out of the mean", () => {
    expect(rated("scoring", "score", votes)).toMatchObject({ winners: ["a"], tally: { a: 6, b: 6, c: 4 } });
    expect(rated("scoring", "score", votes, { missing: "ignored" })).toMatchObject({ winners: ["c"], tally: { a: 3, b: 3, c: 4 } });
    expect(rated("scoring", "score", votes, { missing: "ignored", minRatings: 2 }).winners).toEqual(["a"]);
  });
});

describe("points", () => {
  test("do not count from ballots with more than allowed", () => {
    const votes = [{ a: 6, b: 4 }, { c: 11 }, { b: 5 }];
    expect(rated("cumulative", "points", votes, { pointsPerBallot: 10 })).toMatchObject({ winners: ["b"], tally: { a: 6, b: 9, c: 0 } });
    expect(rated("cumulative", "points", votes, { pointsPerOption: 5 })).toMatchObject({ winners: ["b"], tally: { a: 0, b: 5, c: 0 } });
  });
});

describe("quadratic", () => {
  test("adds votes whose squares are within the credits", () => {
    const votes = [{ a: 3, b: 4 }, { c: 6 }, { b: 2 }];
    expect(rated("cumulative", "quadratic", votes, { credits: 25 })).toMatchObject({ winners: ["b"], tally: { a: 3, b: 6, c: 0 } });
  });
});

describe("wrong use says what fits", () => {
  const election: Election = { options, ballots: { kind: "approval", papers: [] } };
  const cases: readonly (readonly [string, Parameters, RegExp])[] = [
    ["lottery", {}, /There is no method `lottery`. What fits: plurality; approval;/],
    ["approval", { misfit: "skip" }, /`approval` has no parameter `misfit`. What fits: seats 1 to/],
    ["approval", { seats: 0 }, /`seats` cannot be `0`. What fits: seats 1 to 10000/],
    ["approval", { seats: "two" }, /`seats` cannot be `two`/],
    ["approval", { none: "nobody" }, /`none` cannot be `nobody`. What fits: none an option's id/],
    ["approval", { minShare: 2 }, /`minShare` cannot be `2`. What fits: minShare 0 to 1/],
    ["schulze", {}, /`schulze` cannot count `approval` ballots. What fits: ballots ordinal, matrix/],
    ["greedy", {}, /`greedy` needs a budget/],
  ];
  test.each(cases)("%s %j", (method, parameters, reason) => {
    expect(() => count({ election, method, parameters })).toThrow(reason);
  });
});

describe("on random elections", () => {
  test("approval equals adding up by hand", () => {
    const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
      const votes = election.options.map(
        (option, index) => [option.id, sum(election.ballots.papers.map((paper) => (paper.chosen.includes(index) ? paper.count : 0)))] as const,
      );
      const [best] = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
      const { tally, winners } = count({ election, method: "approval" });
      expect(tally).toEqual(Object.fromEntries(votes));
      expect(winners).toEqual(best !== undefined && best[1] > 0 ? [best[0]] : []);
    };
    fc.assert(fc.property(approvalElections(), check));
  });

  test.each(["approval", "plurality"])("one vote more never hurts the winner: %s", (method) => {
    const check = (election: Election & { ballots: { papers: readonly MarkedBallot[] } }) => {
      const papers = election.ballots.papers.map((paper) => ({ ...paper, chosen: method === "plurality" ? paper.chosen.slice(0, 1) : paper.chosen }));
      const kind = method === "plurality" ? "choose-1" : "approval";
      const [winner] = count({ election: { ...election, ballots: { kind, papers } }, method }).winners;
      if (winner === undefined) return;
      const chosen = [election.options.findIndex((option) => option.id === winner)];
      const more = { ...election, ballots: { kind, papers: [...papers, { count: 1, chosen }] } } as const;
      expect(count({ election: more, method }).winners).toEqual([winner]);
    };
    fc.assert(fc.property(approvalElections(), check));
  });

  test.each(["points", "score", "quadratic"])("more points never hurt the winner, and nobody's name or place counts: %s", (method) => {
    const check = (election: Election & { ballots: { kind: "cumulative"; papers: PointsBallot[]; pointDecimals: number } }) => {
      const { winners, tally } = count({ election, method, parameters: { seats: 2 } });
      const reversed = { ...election, ballots: { ...election.ballots, papers: [...election.ballots.papers].reverse() } };
      expect(count({ election: reversed, method, parameters: { seats: 2 } })).toMatchObject({ winners, tally });
      for (const winner of winners) {
        const paper = { count: 1, chosen: [election.options.findIndex((option) => option.id === winner)], points: [3] };
        const more = { ...election, ballots: { ...election.ballots, papers: [...election.ballots.papers, paper] } };
        expect(count({ election: more, method, parameters: { seats: 2 } }).winners).toContain(winner);
      }
    };
    fc.assert(fc.property(pointsElections(), check));
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
