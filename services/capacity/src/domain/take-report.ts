import { CLOCKS_DIFFER_MINUTES, SOURCES_MAX } from "@teilhabe/contracts/capacity/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { SourceState } from "./freshness.ts";

/** What a source reports, with its times; null is explicitly unknown. */
export type Report = {
  readonly source: string;
  readonly free: number | null;
  readonly total: number | null;
  readonly checkedAtMs: number;
  readonly validAtMs: number;
  readonly validUntilMs?: number;
};

export type Reported = {
  readonly free: number | null;
  readonly total?: number | null | undefined;
  readonly checkedAt?: string | undefined;
  readonly validAt?: string | undefined;
  readonly validUntil?: string | undefined;
};

export type Taken = {
  readonly taken: "changed" | "unchanged" | "outdated";
  /** All sources afterwards; the same object when nothing is to be written. */
  readonly sources: readonly SourceState[];
};

const CLOCKS_DIFFER_MS = CLOCKS_DIFFER_MINUTES * 60_000;

/** Fills in the times that were not given. */
export function reportOf(source: string, { free, total, checkedAt, validAt, validUntil }: Reported, atMs: number): Report {
  const checkedAtMs = checkedAt === undefined ? atMs : Date.parse(checkedAt);
  return {
    source,
    free,
    total: total ?? null,
    checkedAtMs,
    validAtMs: validAt === undefined ? checkedAtMs : Date.parse(validAt),
    ...(validUntil !== undefined && { validUntilMs: Date.parse(validUntil) }),
  };
}

/** A feed's word has its own times only, so that the same again changes nothing. */
export function fedReportOf(feed: string, said: Reported & { readonly validAt: string }): Report {
  return reportOf(feed, { ...said, checkedAt: said.checkedAt ?? said.validAt }, Date.parse(said.validAt));
}

/** @param at JSON Pointer of what was reported, for the places of faults */
export function reportFault(report: Report, atMs: number, at = ""): Refusal | undefined {
  const { free, total, checkedAtMs, validAtMs, validUntilMs } = report;
  const fault = (code: string, detail: string, field: string) => refuse(code, detail, { errors: [{ pointer: `${at}/${field}`, message: detail }] });
  if (free !== null && total !== null && free > total) return fault("free-exceeds-total", `${free} places cannot be free of ${total}.`, "free");
  if (validAtMs > atMs + CLOCKS_DIFFER_MS) return fault("time-in-the-future", "What is reported must have been true already.", "validAt");
  if (checkedAtMs > atMs + CLOCKS_DIFFER_MS) return fault("time-in-the-future", "The source cannot have looked in the future.", "checkedAt");
  if (validUntilMs !== undefined && validUntilMs <= validAtMs) {
    return fault("ends-before-it-begins", "`validUntil` must be after `validAt`.", "validUntil");
  }
  return undefined;
}

/** Puts a report beside what the sources said before; whatever is older than the same source's word before changes nothing. */
export function takeReport(sources: readonly SourceState[], report: Report): Taken | Refusal {
  const before = sources.find(({ source }) => source === report.source);
  if (before === undefined && sources.length >= SOURCES_MAX) {
    return refuse("too-many-sources", `${SOURCES_MAX} sources report on this offer, the most there can be.`);
  }
  if (before !== undefined && report.validAtMs < before.validAtMs) return { taken: "outdated", sources };
  const same = before !== undefined && before.free === report.free && before.total === report.total;
  const taken = same ? "unchanged" : "changed";
  if (same && report.checkedAtMs <= before.checkedAtMs && report.validAtMs === before.validAtMs && report.validUntilMs === before.validUntilMs) {
    return { taken, sources };
  }
  const others = sources.filter((one) => one !== before);
  const checkedAtMs = Math.max(report.checkedAtMs, before?.checkedAtMs ?? 0);
  return { taken, sources: [...others, { ...report, checkedAtMs, changedAtMs: same ? before.changedAtMs : report.validAtMs }] };
}
