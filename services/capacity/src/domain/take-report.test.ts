import { describe, expect, test } from "@jest/globals";
import { SOURCES_MAX } from "@teilhabe/contracts/capacity/shapes";
import type { SourceState } from "./freshness.ts";
import { type Report, reportFault, reportOf, type Taken, takeReport } from "./take-report.ts";

const report = (validAtMs: number, free: number | null, more: Partial<Report> = {}): Report => ({
  source: "provider",
  free,
  total: null,
  checkedAtMs: validAtMs,
  validAtMs,
  ...more,
});
const having = (...reports: Report[]): Taken =>
  reports.reduce<Taken>((before, one) => takeReport(before.sources, one) as Taken, { taken: "unchanged", sources: [] });

describe("taking a report", () => {
  test("keeps three clocks: looked, true, changed", () => {
    const { taken, sources } = having(report(1_000, 3), report(2_000, 3, { checkedAtMs: 2_500 }));
    expect(taken).toBe("unchanged");
    expect(sources).toEqual([{ source: "provider", free: 3, total: null, checkedAtMs: 2_500, validAtMs: 2_000, changedAtMs: 1_000 }]);
  });

  test("that is older than what the source said changes nothing", () => {
    const before = having(report(2_000, 3));
    expect(takeReport(before.sources, report(1_000, 0))).toEqual({ taken: "outdated", sources: before.sources });
  });

  test("of the same moment corrects it, and the same again writes nothing", () => {
    const corrected = having(report(2_000, 3), report(2_000, 1));
    expect(corrected).toMatchObject({ taken: "changed", sources: [{ free: 1 }] });
    expect((takeReport(corrected.sources, report(2_000, 1)) as Taken).sources).toBe(corrected.sources);
  });

  test("leaves other sources alone", () => {
    expect(having(report(2_000, 3), report(1_000, 0, { source: "feed" })).sources.map(({ source, free }) => [source, free])).toEqual([
      ["provider", 3],
      ["feed", 0],
    ]);
  });

  test("of one source too many is refused", () => {
    const full: SourceState[] = Array.from({ length: SOURCES_MAX }, (_, n) => ({ ...report(1, 1, { source: `s${n}` }), changedAtMs: 1 }));
    expect(takeReport(full, report(2, 2))).toMatchObject({ refused: "too-many-sources" });
  });
});

describe("a report", () => {
  test("has the time of the asking when it gives none, and the time of looking when it gives that", () => {
    expect(reportOf("provider", { free: 1 }, 5_000)).toEqual(report(5_000, 1));
    expect(reportOf("provider", { free: 1, checkedAt: "1970-01-01T00:00:04+00:00" }, 5_000)).toEqual(report(4_000, 1));
  });

  test.each([
    ["free-exceeds-total", report(0, 3, { total: 2 })],
    ["time-in-the-future", report(301_000, 3)],
    ["time-in-the-future", report(0, 3, { checkedAtMs: 301_000 })],
    ["ends-before-it-begins", report(0, 3, { validUntilMs: 0 })],
  ])("is refused with %s", (refused, wrong) => {
    expect(reportFault(wrong, 0)).toMatchObject({ refused });
  });

  test("may be a little ahead of our clock", () => {
    expect(reportFault(report(299_000, 3, { total: 3 }), 0)).toBeUndefined();
  });
});
