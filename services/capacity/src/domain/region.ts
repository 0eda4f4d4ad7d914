import type { Region, RegionObservation } from "@teilhabe/contracts/capacity/region-shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { instant, numbersShown, staleAtMs } from "./freshness.ts";

/** What one source reported of one unit at one time. */
export type RegionObservationState = {
  readonly region: string;
  readonly unit: string;
  readonly source: string;
  readonly free: number | null;
  readonly total: number | null;
  readonly reporters: number | null;
  readonly validAtMs: number;
};

export type RegionState = {
  readonly name: string;
  readonly level: Region["level"];
  readonly reportEveryMinutes: number;
  /** The newest of each unit and source. */
  readonly latest: readonly Omit<RegionObservationState, "region">[];
};

export function noRegion(): Refusal {
  return refuse("region-not-found", "There is no such region. GET /v1/regions lists them.");
}

export function regionShown(id: string, version: number, { name, level, reportEveryMinutes, latest }: RegionState, atMs: number): Region {
  const everyMs = reportEveryMinutes * 60_000;
  const capacities = latest.map((one) => ({
    unit: one.unit,
    source: one.source,
    ...numbersShown(one, everyMs, atMs),
    ...(one.reporters !== null && { reporters: one.reporters }),
    validAt: instant(one.validAtMs),
    validUntil: instant(staleAtMs(one, everyMs)),
  }));
  return { id, name, level, reportEveryMinutes, capacities, version };
}

export function regionObservationShown({ region: _, validAtMs, ...state }: RegionObservationState): RegionObservation {
  return { ...state, validAt: instant(validAtMs) };
}
