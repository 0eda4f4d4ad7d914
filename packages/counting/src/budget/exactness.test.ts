import { describe, expect, test } from "@jest/globals";
import { plainShares } from "../../test/plain-shares.ts";
import type { Election } from "../election.ts";
import { count } from "../methods.ts";

/** Neighbours among these have quotients that agree in more digits than floating point has, and yet are never equal. */
function fibonacci(n: number): bigint {
  let [a, b] = [0n, 1n];
  for (let step = 0; step < n; step++) [a, b] = [b, a + b];
  return a;
}

const EACH = 10n ** 16n;

/**
 * Project `a` is paid by a voter who has F(n - 1) left and one who has plenty, at the cost F(n + 1); `b` likewise with F(n) and F(n + 2). Those short of
 * money pay the shares F(n - 1) / F(n + 1) and F(n) / F(n + 2), which differ by 1 / (F(n + 1) · F(n + 2)). What makes them short comes first: each pays
 * a tenth of a project that nine others want, too.
 */
function nearlyEqual(n: number): Election {
  const left = [fibonacci(n - 1), fibonacci(n)];
  const first = left.map((money, index) => ({ id: index === 0 ? "first-a" : "first-b", cost: 10n * (EACH - money) }));
  const options = [{ id: "a", cost: fibonacci(n + 1) }, { id: "b", cost: fibonacci(n + 2) }, ...first];
  const papers = [
    { count: 1, chosen: [0, 2] },
    { count: 1, chosen: [1, 3] },
    { count: 1, chosen: [0, 1] },
    { count: 9, chosen: [2] },
    { count: 9, chosen: [3] },
  ];
  return { options, ballots: { kind: "approval", papers }, budget: 21n * EACH };
}

describe("Equal Shares decides what floating point cannot", () => {
  test.each([69, 70, 71, 72])("shares of costs that differ in the thirtieth digit, n = %i", (n) => {
    const election = nearlyEqual(n);
    const { winners, lots, exactComparisons } = count({ election, method: "equal-shares" });
    expect(winners).toEqual(plainShares(election, { num: EACH, den: 1n }, true).winners);
    // Which of the two shares is larger alternates: F(n - 1) F(n + 2) - F(n) F(n + 1) = (-1)^n. A tie would always go to the cheaper one, `a`.
    expect(winners.slice(2)).toEqual(n % 2 === 1 ? ["b", "a"] : ["a", "b"]);
    expect(Number(fibonacci(n - 1)) / Number(fibonacci(n + 1))).toBe(Number(fibonacci(n)) / Number(fibonacci(n + 2)));
    expect(lots).toEqual([]);
    expect(exactComparisons).toBeGreaterThan(0);
  });

  test("prices that differ by a third of the smallest unit, in the seventeenth digit", () => {
    const options = [
      { id: "three", cost: 3n * EACH - 1n },
      { id: "two", cost: 2n * EACH },
    ];
    const papers = [
      { count: 1, chosen: [0] },
      { count: 2, chosen: [0, 1] },
    ];
    const election: Election = { options, ballots: { kind: "approval", papers }, budget: 3n * EACH };
    const { winners, exactComparisons } = count({ election, method: "equal-shares", parameters: { utility: "cardinality" } });
    expect(Number(3n * EACH - 1n)).toBe(Number(3n * EACH));
    expect(winners).toEqual(["three"]);
    expect(exactComparisons).toBeGreaterThan(0);
  });
});
