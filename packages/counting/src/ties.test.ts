import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sha256Hex } from "./sha256.ts";
import { tieBreaking } from "./ties.ts";

const options = [
  { id: "b", cost: 5n },
  { id: "a", cost: 7n },
  { id: "10", cost: 5n },
  { id: "9", cost: 5n },
];

describe("a tie", () => {
  test("without a seed goes to the smaller id in string order, and is listed", () => {
    const ties = tieBreaking(options, {});
    expect(ties.order([0, 1, 2, 3], "elect")).toEqual([2, 3, 1, 0]);
    expect(ties.lots()[0]).toEqual({ purpose: "elect", tied: ["10", "9", "a", "b"], drawn: "10", by: "option-id", times: 1 });
  });

  test("with a seed goes to the smallest SHA-256 of seed, ballot and option", () => {
    const digest = (id: string) => createHash("sha256").update(`dice 4 2 6town-hall${id}`).digest("hex");
    const ids = options.map(({ id }) => id).sort((x, y) => (digest(x) < digest(y) ? -1 : 1));
    const ties = tieBreaking(options, { seed: "dice 4 2 6", ballot: "town-hall" });
    expect(ties.order([0, 1, 2, 3], "fund").map((option) => options[option]?.id)).toEqual(ids);
    expect(ties.lots().every((lot) => lot.by === "seed")).toBe(true);
  });

  test("of one is none", () => {
    const ties = tieBreaking(options, {});
    expect(ties.draw([1], "elect")).toBe(1);
    expect(ties.lots()).toEqual([]);
  });

  test("is decided by a fixed rule first, for the favoured when electing and against them when excluding", () => {
    const ties = tieBreaking(options, { rules: ["higher-cost"] });
    expect(ties.draw([0, 1], "elect")).toBe(1);
    expect(ties.draw([0, 1], "exclude")).toBe(0);
    expect(ties.lots().map(({ by, drawn }) => [by, drawn])).toEqual([
      ["fixed-rule", "a"],
      ["fixed-rule", "b"],
    ]);
  });

  test("follows an order fixed before the vote, and draws among those whom the order leaves out", () => {
    const ties = tieBreaking(options, { order: ["9", "b"] });
    expect(ties.draw([0, 3], "elect")).toBe(3);
    expect(ties.draw([0, 3], "exclude")).toBe(0);
    expect(ties.draw([0, 1], "elect")).toBe(1);
    expect(ties.lots().at(-1)).toMatchObject({ by: "option-id" });
  });

  test("that comes up again is listed once, with how often", () => {
    const ties = tieBreaking(options, {});
    ties.draw([0, 1], "fund");
    ties.draw([1, 0], "fund");
    expect(ties.lots()).toMatchObject([{ drawn: "a", times: 2 }]);
  });
});

test("SHA-256 is that of Node's own library", () => {
  const check = (text: string) => expect(sha256Hex(text)).toBe(createHash("sha256").update(text).digest("hex"));
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), check));
  for (const length of [0, 55, 56, 63, 64, 119, 120]) check("x".repeat(length));
});
