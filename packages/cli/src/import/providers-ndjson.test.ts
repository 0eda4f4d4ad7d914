import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { checkProviders, readProviderLine } from "./providers-ndjson.ts";

const example = readFileSync(new URL("../../../../services/capacity/examples/providers.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n");
const known = { specialties: new Set(["allg", "kard"]), nowMs: Date.parse("2026-11-23T10:00:00Z") };
const check = (...lines: string[]) => checkProviders("f.ndjson", lines, known);
const line = (more: object) => JSON.stringify({ reference: "a", name: "Praxis", kind: "practice", ...more });
const validAt = "2026-11-22T00:00:00Z";
const withOffer = (more: object) =>
  line({ offers: [{ reference: "o", title: "Sprechstunde", kind: "medical", specialty: "allg", reportEveryMinutes: 60, ...more }] });

describe("NDJSON of providers", () => {
  test("such as the example is right, blank lines and all", () => {
    const checked = check(example[0] ?? "", "", ...example.slice(1));
    expect(checked.map(({ line: number }) => number)).toEqual([1, 3, 4, 5, 6]);
    expect(readProviderLine(checked[0]!)).toMatchObject({
      reference: "praxis-linde",
      offers: [{ capacity: { free: 3 } }, { capacity: { free: 0 } }],
    });
  });

  test.each([
    ["no JSON", ["{"], /^f\.ndjson:1: is no JSON: /],
    ["a cut off line", [line({}), withOffer({}).slice(0, -5)], /^f\.ndjson:2: is no JSON: /],
    ["a list", ["[]"], /^f\.ndjson:1: Invalid input: expected object/],
    ["a missing name", [JSON.stringify({ reference: "a", kind: "practice" })], /^f\.ndjson:1: name: Invalid input/],
    ["a misspelt field", [withOffer({ langages: ["de"] })], /^f\.ndjson:1: offers\[0\]: Unrecognized key: "langages"/],
    [
      "a misspelt field of a capacity",
      [withOffer({ capacity: { free: 1, validAt, totl: 2 } })],
      /^f\.ndjson:1: offers\[0\]\.capacity: Unrecognized key/,
    ],
    ["places that are no number", [withOffer({ capacity: { free: "3", validAt } })], /^f\.ndjson:1: offers\[0\]\.capacity\.free: Invalid input/],
    [
      "more free than there are",
      [withOffer({ capacity: { free: 3, total: 2, validAt } })],
      /^f\.ndjson:1: offers\[0\]: capacity: 3 places cannot be free of 2/,
    ],
    ["the future", [withOffer({ capacity: { free: 3, validAt: "2026-11-24T00:00:00Z" } })], /offers\[0\]: capacity: lies in the future/],
    [
      "an end before the beginning",
      [withOffer({ capacity: { free: 3, validAt, validUntil: "2026-11-21T00:00:00Z" } })],
      /capacity\.validUntil: must be after validAt/,
    ],
    ["an unknown specialty", [withOffer({ specialty: "zzzz" })], /^f\.ndjson:1: offers\[0\]: specialty: there is no zzzz/],
    ["no specialty", [withOffer({ specialty: undefined })], /^f\.ndjson:1: offers\[0\]: specialty: a medical offer needs one/],
    ["a specialty of a course", [withOffer({ kind: "course" })], /specialty: only medical offers have one/],
    ["a reference twice", [line({}), line({})], /^f\.ndjson:2: reference: a stands in line 1 already\. Nothing was imported\.$/],
    [
      "an offer twice",
      [line({ offers: ["x", "x"].map((reference) => ({ reference, title: "Kurs", kind: "course", reportEveryMinutes: 60 })) })],
      /^f\.ndjson:1: offers\[1\]: reference: x is used twice in this line/,
    ],
    ["a line that is too long", [line({ name: "x".repeat(600_000) })], /^f\.ndjson:1: is longer than/],
    ["faults in several lines", ["{", line({}), "}"], /^f\.ndjson:1: .* \(and 1 more fault\)\. Nothing was imported\.$/],
  ])("with %s is refused with its line", (_, lines, message) => {
    expect(() => check(...lines)).toThrow(message);
  });
});
