import { OfferChanged, OfferPublished } from "@teilhabe/contracts/capacity/events";
import type { FedOffer } from "@teilhabe/contracts/capacity/provider-operations";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, put, type Write } from "@teilhabe/platform/rule";
import { announcements } from "./announce-capacity.ts";
import { listingDocument, observationDocument, observationId, offerDocument } from "./documents.ts";
import type { SourceState } from "./freshness.ts";
import {
  detailsOf,
  type ListingState,
  listingOf,
  type OfferState,
  type ProviderOfListing,
  type PublishedListing,
  specialtyFault,
  type Tables,
} from "./offer.ts";
import { fedReportOf, reportFault, type Taken, takeReport } from "./take-report.ts";

/** One offer of a feed, and what is here under its id. */
export type FoundFedOffer = {
  readonly id: string;
  readonly fed: FedOffer;
  readonly listing: Loaded<ListingState> | undefined;
};

export type TakenIn = {
  readonly writes: readonly Write[];
  readonly facts: readonly Fact[];
  readonly answer: { reference: string; offer: string; offerChanged: boolean; capacity?: Taken["taken"] };
};

type Feed = { readonly feed: string; readonly provider: ProviderOfListing; readonly tables: Tables; readonly asked: Asked };
type Heard = { readonly sources: readonly SourceState[]; readonly taken?: Taken["taken"]; readonly history: readonly Write[] };

/** Publishes or changes the offer as the feed says, and takes its report. A withdrawn one that the feed names is published again. */
export function takeInOffer(found: FoundFedOffer, { feed, provider, tables, asked }: Feed): TakenIn | Refusal {
  const { id, fed } = found;
  const before = found.listing?.state.stage === "published" ? found.listing.state : undefined;
  const details = detailsOf(fed);
  const fault = specialtyFault(details, tables);
  if (fault !== undefined) return fault;
  const heard = hear(found, before?.sources ?? [], feed, asked);
  if (isRefusal(heard)) return heard;

  const listing = listingOf(provider, details, tables, heard.sources);
  const offerChanged = JSON.stringify(details) !== JSON.stringify(before?.details);
  const about = { offer: id, provider: provider.id, details };
  return {
    writes: [...writesOf(found, before, listing, offerChanged), ...heard.history],
    facts: [...(offerChanged ? [offerFact(id, listing, before)] : []), ...announcements(about, before?.sources ?? [], heard.sources, asked.atMs)],
    answer: { reference: fed.reference, offer: id, offerChanged, ...(heard.taken !== undefined && { capacity: heard.taken }) },
  };
}

function hear({ id, fed }: FoundFedOffer, sources: readonly SourceState[], feed: string, asked: Asked): Heard | Refusal {
  if (fed.capacity === undefined) return { sources, history: [] };
  const report = fedReportOf(feed, fed.capacity);
  const fault = reportFault(report, asked.atMs, "/capacity");
  if (fault !== undefined) return fault;
  const taken = takeReport(sources, report);
  if (isRefusal(taken)) return taken;
  const history = put(observationDocument, observationId(id, report), { ...report, offer: id });
  return { ...taken, history: taken.taken === "changed" && taken.sources !== sources ? [history] : [] };
}

function writesOf({ id }: FoundFedOffer, before: PublishedListing | undefined, listing: PublishedListing, offerChanged: boolean): Write[] {
  const offer: OfferState = { stage: "published", provider: listing.provider.id, kind: listing.details.kind };
  return [
    ...(JSON.stringify(listing) === JSON.stringify(before) ? [] : [put(listingDocument, id, listing)]),
    ...(offerChanged ? [put(offerDocument, id, offer)] : []),
  ];
}

function offerFact(offer: string, { provider, details }: PublishedListing, before: PublishedListing | undefined): Fact {
  const { kind, specialty } = details;
  const data = { offer, provider: provider.id, kind, ...(specialty !== undefined && { specialty }) };
  return before === undefined ? factOf(OfferPublished, data) : factOf(OfferChanged, data);
}
