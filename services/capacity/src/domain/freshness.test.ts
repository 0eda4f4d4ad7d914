import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { capacityAt, freeUntilMs, freshnessOf, type SourceState, staleAtMs } from "./freshness.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const said = (source: string, validAtMs: number, free: number | null, more: Partial<SourceState> = {}): SourceState => ({
  source,
  free,
  total: null,
  checkedAtMs: validAtMs,
  validAtMs,
  changedAtMs: validAtMs,
  ...more,
});

describe("a report that is due every day", () => {
  const report = said("provider", 0, 3);

  test.each([
    [0, "fresh"],
    [DAY, "fresh"],
    [DAY + 1, "ageing"],
    [2 * DAY - 1, "ageing"],
    [2 * DAY, "stale"],
  ])("is, %i ms later, %s", (atMs, freshness) => {
    expect(freshnessOf(report, DAY, atMs)).toBe(freshness);
  });

  test("is stale at once when its own validity has ended, and no later for a longer one", () => {
    expect(freshnessOf({ ...report, validUntilMs: HOUR }, DAY, HOUR)).toBe("stale");
    expect(staleAtMs({ ...report, validUntilMs: 30 * DAY }, DAY)).toBe(2 * DAY);
  });

  test("shows nothing when it is stale, which is not 0", () => {
    expect(capacityAt([said("provider", 0, 0, { total: 4 })], DAY, HOUR)).toMatchObject({ free: 0, total: 4, freshness: "fresh" });
    expect(capacityAt([said("provider", 0, 0, { total: 4 })], DAY, 3 * DAY)).toEqual({
      freshness: "stale",
      asOf: "1970-01-01T00:00:00.000Z",
      validUntil: "1970-01-03T00:00:00.000Z",
      source: "provider",
    });
  });
});

describe("of several sources", () => {
  test("the one that knew a number last counts", () => {
    expect(capacityAt([said("a", HOUR, 0), said("b", 2 * HOUR, 2)], DAY, 3 * HOUR)).toMatchObject({ free: 2, source: "b" });
  });

  test("one that does not know does not undo another's number", () => {
    expect(capacityAt([said("a", HOUR, 5), said("b", 2 * HOUR, null)], DAY, 3 * HOUR)).toMatchObject({ free: 5, source: "a" });
  });

  test("an older number does not come back when the newer one is stale", () => {
    const sources = [said("a", HOUR, 5), said("b", 2 * HOUR, 0, { validUntilMs: 3 * HOUR })];
    expect(capacityAt(sources, DAY, 4 * HOUR)).toMatchObject({ freshness: "stale", source: "b" });
  });

  test("none that knows leaves it unknown, and so does none at all", () => {
    expect(capacityAt([said("a", HOUR, null, { total: 9 })], DAY, 2 * HOUR)).toMatchObject({ freshness: "unknown", total: 9 });
    expect(capacityAt([], DAY, 0)).toEqual({ freshness: "unknown" });
  });
});

test("what a search for free places compares agrees with what is shown, at any time", () => {
  const source = fc.record({
    source: fc.constantFrom("a", "b", "c"),
    free: fc.option(fc.integer({ min: 0, max: 2 })),
    validAtMs: fc.integer({ min: 0, max: 4 * DAY }),
    validFor: fc.option(fc.integer({ min: 1, max: 3 * DAY })),
  });
  fc.assert(
    fc.property(fc.uniqueArray(source, { selector: (one) => one.source }), fc.integer({ min: 0, max: 8 * DAY }), (given, atMs) => {
      const sources = given.map(({ source: name, free, validAtMs, validFor }) =>
        said(name, validAtMs, free, validFor === null ? {} : { validUntilMs: validAtMs + validFor }),
      );
      const until = freeUntilMs(sources, DAY);
      expect(until !== null && until > atMs).toBe((capacityAt(sources, DAY, atMs).free ?? 0) > 0);
    }),
  );
});
