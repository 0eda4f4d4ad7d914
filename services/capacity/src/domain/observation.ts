import type { Observation } from "@teilhabe/contracts/capacity/shapes";
import type { ObservationState } from "./documents.ts";
import { instant } from "./freshness.ts";

export function observationShown({ source, free, total, checkedAtMs, validAtMs, validUntilMs }: ObservationState): Observation {
  return {
    source,
    free,
    total,
    checkedAt: instant(checkedAtMs),
    validAt: instant(validAtMs),
    ...(validUntilMs !== undefined && { validUntil: instant(validUntilMs) }),
  };
}
