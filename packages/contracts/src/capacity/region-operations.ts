import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { pageOf, pageRequest, text } from "../shapes.ts";
import { REGION_REPORTS_MAX, Region, RegionCode, RegionLevel, RegionObservation, RegionReport, RegionUnit, regionExample } from "./region-shapes.ts";
import { ReportEveryMinutes, Source } from "./shapes.ts";

const staff = { grants: ["staff"] } as const;
const notFound = { "region-not-found": 404 } as const;

export const putRegion = defineOperation({
  name: "capacity.put-region",
  summary: "Register or rename a region",
  access: staff,
  http: { method: "PUT", path: "/regions/{region}" },
  input: z.object({ region: RegionCode, name: text(100, "Bayern"), level: RegionLevel, reportEveryMinutes: ReportEveryMinutes }),
  output: Region,
  refusals: {},
  examples: [{ region: regionExample, name: "Bayern", level: "state", reportEveryMinutes: 1_440 }],
});

export const listRegions = defineOperation({
  name: "capacity.list-regions",
  summary: "Regions with what holds there now",
  description: "Sums over many providers, such as the intensive-care beds of a state; not offers that anyone could take up.",
  access: "anyone",
  http: { method: "GET", path: "/regions" },
  input: z.object(pageRequest),
  output: pageOf(Region),
  refusals: { "bad-cursor": 400 },
  examples: [{}],
});

export const readRegion = defineOperation({
  name: "capacity.read-region",
  summary: "One region with what holds there now",
  access: "anyone",
  http: { method: "GET", path: "/regions/{region}" },
  input: z.object({ region: RegionCode }),
  output: Region,
  refusals: notFound,
  examples: [{ region: regionExample }],
});

export const reportRegion = defineOperation({
  name: "capacity.report-region",
  summary: "Report numbers of a region, of one or many days",
  description: "One number for each unit, source and time: reported again it is replaced, which counts as unchanged when nothing differs.",
  access: staff,
  http: { method: "POST", path: "/regions/{region}/observations" },
  input: z.object({ region: RegionCode, source: Source, observations: z.array(RegionReport).min(1).max(REGION_REPORTS_MAX) }),
  output: z.object({ imported: z.int(), unchanged: z.int() }),
  refusals: { ...notFound, "free-exceeds-total": 422, "time-in-the-future": 422, "too-many-units": 409 },
  examples: [
    {
      region: regionExample,
      source: "divi",
      observations: [{ unit: "icu-adults", free: 379, total: 2_900, reporters: 128, validAt: "2026-08-22T10:00:00.000Z" }],
    },
  ],
});

export const listRegionObservations = defineOperation({
  name: "capacity.list-region-observations",
  summary: "What was reported on a region, newest first",
  access: "anyone",
  http: { method: "GET", path: "/regions/{region}/observations" },
  input: z.object({ region: RegionCode, unit: RegionUnit.optional(), ...pageRequest }),
  output: pageOf(RegionObservation),
  refusals: { ...notFound, "bad-cursor": 400 },
  examples: [{ region: regionExample }, { region: regionExample, unit: "icu-adults", limit: 7 }],
});
