import { z } from "zod";
import { Code, Instant } from "../shapes.ts";
import { PLACES_MAX, Places, Source, shownNumbers } from "./shapes.ts";

/** Observations of a region that one request reports, at most. */
export const REGION_REPORTS_MAX = 500;

export const regionExample = "de-09";

/** A country's or state's code: ISO 3166-1 `de`, or with the official number of the state `de-09`. */
export const RegionCode = z
  .string()
  .regex(/^[a-z]{2}(-[a-z0-9]{1,8})?$/)
  .meta({ examples: [regionExample] });
export const RegionLevel = z.enum(["country", "state", "county"]);

/** What is counted in a region, such as `icu-adults`. */
export const RegionUnit = Code.meta({ description: "What is counted, such as `icu-adults`.", examples: ["icu-adults"] });

const reporters = z
  .int()
  .min(0)
  .max(PLACES_MAX)
  .meta({ description: "How many units reported: compare numbers only together with it, for another set of reporters is no change of capacity." });

export const RegionReport = z.object({ unit: RegionUnit, free: Places, total: Places, reporters: reporters.nullable(), validAt: Instant });
export type RegionReport = z.infer<typeof RegionReport>;

/** What holds now in a region, for one unit by one source. */
export const RegionCapacity = z.object({
  unit: z.string(),
  source: Source,
  ...shownNumbers,
  reporters: reporters.optional(),
  validAt: Instant,
  validUntil: Instant,
});

export const Region = z.object({
  id: RegionCode,
  name: z.string(),
  level: RegionLevel,
  reportEveryMinutes: z.int(),
  capacities: z.array(RegionCapacity),
  version: z.int(),
});
export type Region = z.infer<typeof Region>;

export const RegionObservation = RegionReport.extend({ source: Source });
export type RegionObservation = z.infer<typeof RegionObservation>;
