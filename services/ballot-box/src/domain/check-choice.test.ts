import { describe, expect, test } from "@jest/globals";
import type { Choice, Paper } from "@teilhabe/contracts/voting/choice";
import { checkChoice } from "./check-choice.ts";

const costs = new Map([
  ["a", 100],
  ["b", 200],
  ["c", 300],
]);

function faults(paper: Partial<Paper> & Pick<Paper, "kind">, choice: Choice, withdrawn: string[] = []): string[] {
  return checkChoice({ paper: { minLength: 1, ...paper }, costs }, withdrawn, choice).map((fault) => fault.message);
}

describe("an approval paper", () => {
  test("takes any options within its length", () => {
    expect(faults({ kind: "approval", maxLength: 2 }, { options: ["c", "a"] })).toEqual([]);
    expect(faults({ kind: "approval", minLength: 0 }, { options: [] })).toEqual([]);
  });

  test("names every fault at once", () => {
    expect(faults({ kind: "approval", maxLength: 2 }, { options: ["a", "a", "z"] }, ["a"])).toEqual([
      "option a was withdrawn",
      "option a was withdrawn",
      "there is no option z",
      "an option is named twice",
      "at most 2 may be chosen, not 3",
    ]);
    expect(faults({ kind: "approval" }, { options: [] })).toEqual(["at least 1 must be chosen, not 0"]);
  });

  test("may be a knapsack", () => {
    expect(faults({ kind: "approval", maxSumCost: 400 }, { options: ["a", "c"] })).toEqual([]);
    expect(faults({ kind: "approval", maxSumCost: 399 }, { options: ["a", "c"] })).toEqual(["together they cost 400, more than 399"]);
  });
});

test("a choose-1 paper takes one", () => {
  expect(faults({ kind: "choose-1" }, { options: ["b"] })).toEqual([]);
  expect(faults({ kind: "choose-1", maxLength: 3 }, { options: ["a", "b"] })).toEqual(["at most 1 may be chosen, not 2"]);
});

describe("an ordinal paper", () => {
  test("takes a ranking, equal ranks only where it says so", () => {
    expect(faults({ kind: "ordinal" }, { ranking: [["c"], ["a"]] })).toEqual([]);
    expect(faults({ kind: "ordinal", equalRanks: true }, { ranking: [["c", "b"], ["a"]] })).toEqual([]);
    expect(faults({ kind: "ordinal" }, { ranking: [["c", "b"], ["a"]] })).toEqual(["options may not be ranked equal"]);
  });

  test("ranks each option once", () => {
    expect(faults({ kind: "ordinal" }, { ranking: [["a"], ["a"]] })).toEqual(["an option is named twice"]);
  });
});

describe("a paper of points", () => {
  test("keeps to the sums", () => {
    const paper = { kind: "cumulative", minSumPoints: 2, maxSumPoints: 10 } as const;
    expect(faults(paper, { points: { a: 7, b: 3 } })).toEqual([]);
    expect(faults(paper, { points: { a: 8, b: 3 } })).toEqual(["the points sum up to 11, more than 10"]);
    expect(faults(paper, { points: { a: 1 } })).toEqual(["the points sum up to 1, less than 2"]);
  });

  test("keeps to the limits of one option: from 1 when cumulative, from 0 when scoring, unless it says otherwise", () => {
    expect(faults({ kind: "cumulative" }, { points: { a: 0 } })).toEqual(["option a cannot get 0 points (1 to any)"]);
    expect(faults({ kind: "scoring", maxPoints: 3 }, { points: { a: 0, b: 3 } })).toEqual([]);
    expect(faults({ kind: "scoring", maxPoints: 3 }, { points: { a: 4 } })).toEqual(["option a cannot get 4 points (0 to 3)"]);
    expect(faults({ kind: "scoring", minPoints: -1, maxPoints: 1 }, { points: { a: -1 } })).toEqual([]);
  });

  test("can cost the square of the points", () => {
    expect(faults({ kind: "cumulative", maxSumSquares: 25 }, { points: { a: 3, b: 4 } })).toEqual([]);
    expect(faults({ kind: "cumulative", maxSumSquares: 25 }, { points: { a: 4, b: 4 } })).toEqual([
      "the squares of the points sum up to 32, more than 25",
    ]);
  });
});

test("a choice in another form than the paper's is told which one is asked for", () => {
  expect(faults({ kind: "ordinal" }, { options: ["a"] })).toEqual(['this ballot\'s paper is ordinal: send {"ranking": …}']);
  expect(faults({ kind: "approval" }, { points: { a: 1 } })).toEqual(['this ballot\'s paper is approval: send {"options": …}']);
  expect(faults({ kind: "scoring" }, { ranking: [["a"]] })).toEqual(['this ballot\'s paper is scoring: send {"points": …}']);
});
