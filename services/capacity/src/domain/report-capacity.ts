import type { Capacity } from "@teilhabe/contracts/capacity/shapes";
import { isRefusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Outcome, put, type Rule } from "@teilhabe/platform/rule";
import { announcements } from "./announce-capacity.ts";
import { listingDocument, observationDocument, observationId } from "./documents.ts";
import { capacityAt } from "./freshness.ts";
import { everyMs } from "./offer.ts";
import { type FoundOffer, ownOffer, type ThereOffer } from "./own-offer.ts";
import { type Report, reportFault, type Taken, takeReport } from "./take-report.ts";

type Answer = { taken: Taken["taken"]; capacity: Capacity };

/** Staff and feeds name themselves; a provider speaks for itself only. */
export function sourceOf(named: string | undefined, asked: Asked): string {
  return named ?? (asked.grants.includes("staff") ? "staff" : "provider");
}

export const reportCapacity: Rule<FoundOffer, Report, Answer> = (found, report, asked) => {
  const own = ownOffer(found, asked);
  if (isRefusal(own)) return own;
  if (report.source !== "provider" && !asked.grants.includes("staff")) {
    return refuse("source-not-yours", "You report as `provider`; other sources are for staff and feeds.");
  }
  const fault = reportFault(report, asked.atMs);
  if (fault !== undefined) return fault;
  const taken = takeReport(own.listing.sources, report);
  return isRefusal(taken) ? taken : recorded(own, report, taken, asked);
};

function recorded({ offer, listing }: ThereOffer, report: Report, { taken, sources }: Taken, asked: Asked): Outcome<Answer> {
  const capacity = capacityAt(sources, everyMs(listing.details), asked.atMs);
  const answer = { taken, capacity };
  if (sources === listing.sources) return { answer };
  const history = put(observationDocument, observationId(offer.id, report), { ...report, offer: offer.id });
  const about = { offer: offer.id, provider: offer.state.provider, details: listing.details };
  return {
    writes: [put(listingDocument, offer.id, { ...listing, sources }), ...(taken === "changed" ? [history] : [])],
    facts: announcements(about, listing.sources, sources, asked.atMs),
    answer,
  };
}
