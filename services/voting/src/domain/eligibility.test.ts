import { describe, expect, test } from "@jest/globals";
import { ageOn, refuseIneligible } from "./eligibility.ts";

describe("an age", () => {
  test.each([
    ["2010-11-23", "2026-11-23T00:00:00Z", 16],
    ["2010-11-24", "2026-11-23T23:59:59Z", 15],
    ["2010-11-24", "2026-11-23T23:30:00-02:00", 16],
    ["2008-02-29", "2026-02-28T12:00:00Z", 17],
    ["2008-02-29", "2026-03-01T12:00:00Z", 18],
  ])("of somebody born %s on %s is %i", (birthDate, instant, age) => {
    expect(ageOn(birthDate, instant)).toBe(age);
  });
});

test("a day of birth that is none is not believed", () => {
  const terms = { eligibility: { minimumAssurance: 0, minimumAge: 16, roll: "none" as const }, opensAt: "2026-11-23T10:00:00Z" };
  for (const birthDate of ["", "old", "1990", "01.02.1990"])
    expect(refuseIneligible(terms, { asker: { birthDate }, entry: undefined })).toMatchObject({ refused: "age-unknown" });
});

test("the first thing in the way is told, with what would be needed", () => {
  const terms = { eligibility: { minimumAssurance: 3, minimumAge: 16, roll: "email" as const }, opensAt: "2026-11-23T10:00:00Z" };
  expect(refuseIneligible(terms, { asker: {}, entry: undefined })).toMatchObject({ refused: "assurance-too-low", facts: { needed: 3, yours: 0 } });
  expect(refuseIneligible(terms, { asker: { assurance: 3, birthDate: "2000-01-01" }, entry: undefined })).toMatchObject({
    refused: "not-on-the-roll",
  });
  expect(refuseIneligible(terms, { asker: { assurance: 4, birthDate: "2000-01-01" }, entry: { roll: "r" } })).toBeUndefined();
});
