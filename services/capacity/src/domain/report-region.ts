import { RegionCapacityChanged } from "@teilhabe/contracts/capacity/events";
import type { RegionReport } from "@teilhabe/contracts/capacity/region-shapes";
import { CLOCKS_DIFFER_MINUTES } from "@teilhabe/contracts/capacity/shapes";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Loaded, type Outcome, put, type Rule } from "@teilhabe/platform/rule";
import { regionDocument, regionObservationDocument } from "./documents.ts";
import { instant } from "./freshness.ts";
import { noRegion, type RegionObservationState, type RegionState } from "./region.ts";

/** Units and sources of one region together, at most. */
export const LATEST_MAX = 50;

export type RegionReports = { readonly region: string; readonly source: string; readonly observations: readonly RegionReport[] };
type Found = {
  readonly region: Loaded<RegionState> | undefined;
  /** What is known under the ids of `observationsIn`, in that order. */
  readonly known: readonly (Loaded<RegionObservationState> | undefined)[];
};
type Answer = { imported: number; unchanged: number };
type Identified = { readonly id: string; readonly state: RegionObservationState };

/** Each observation once, under the id of its unit, source and time; the last one counts. */
export function observationsIn({ region, source, observations }: RegionReports): readonly Identified[] {
  const byId = new Map<string, Identified>();
  for (const { unit, free, total, reporters, validAt } of observations) {
    const validAtMs = Date.parse(validAt);
    const id = `${region}/${unit}/${source}/${validAtMs}`;
    byId.set(id, { id, state: { region, unit, source, free, total, reporters, validAtMs } });
  }
  return [...byId.values()];
}

export const reportRegion: Rule<Found, RegionReports, Answer> = ({ region, known }, input, asked) => {
  if (region === undefined) return noRegion();
  const fault = faultIn(input.observations, asked.atMs);
  if (fault !== undefined) return fault;
  const all = observationsIn(input);
  const news = all.filter(({ state }, index) => JSON.stringify(state) !== JSON.stringify(known[index]?.state));
  const answer = { imported: news.length, unchanged: input.observations.length - news.length };
  if (news.length === 0) return { answer };
  const latest = newestOf([...region.state.latest, ...news.map(({ state: { region: _, ...rest } }) => rest)]);
  if (latest.length > LATEST_MAX) return refuse("too-many-units", `A region has ${LATEST_MAX} units by source at most.`);
  return taken(region, latest, news, answer);
};

function taken(region: Loaded<RegionState>, latest: RegionState["latest"], news: readonly Identified[], answer: Answer): Outcome<Answer> {
  const { id, state } = region;
  const changed = latest.filter((one) => !state.latest.some((before) => JSON.stringify(before) === JSON.stringify(one)));
  return {
    // The region is written each time, so that two deliveries at once do not miss each other's newest.
    writes: [put(regionDocument, id, { ...state, latest }), ...news.map((one) => put(regionObservationDocument, one.id, one.state))],
    facts: changed.map((one) => changedFact(id, one)),
    answer,
  };
}

function changedFact(region: string, { unit, source, free, total, reporters, validAtMs }: RegionState["latest"][number]): Fact {
  return factOf(RegionCapacityChanged, {
    region,
    unit,
    source,
    ...(free !== null && { free }),
    ...(total !== null && { total }),
    ...(reporters !== null && { reporters }),
    validAt: instant(validAtMs),
  });
}

/** The newest of each unit and source; of the same time, the last one. */
function newestOf(all: RegionState["latest"]): RegionState["latest"] {
  const newest = new Map<string, RegionState["latest"][number]>();
  for (const one of all) {
    const key = `${one.unit}/${one.source}`;
    if (one.validAtMs >= (newest.get(key)?.validAtMs ?? 0)) newest.set(key, one);
  }
  return [...newest.keys()].sort().flatMap((key) => newest.get(key) ?? []);
}

function faultIn(observations: readonly RegionReport[], atMs: number): Refusal | undefined {
  for (const [index, { free, total, validAt }] of observations.entries()) {
    const at = { errors: [{ pointer: `/observations/${index}`, message: "is refused" }] };
    if (free !== null && total !== null && free > total) return refuse("free-exceeds-total", `${free} places cannot be free of ${total}.`, at);
    if (Date.parse(validAt) > atMs + CLOCKS_DIFFER_MINUTES * 60_000)
      return refuse("time-in-the-future", "What is reported must have been true already.", at);
  }
  return undefined;
}
