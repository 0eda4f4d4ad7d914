import type { DocumentKind } from "@teilhabe/platform/rule";
import { freeUntilMs } from "./freshness.ts";
import { rowOf } from "./geometry.ts";
import { everyMs, facetsOf, type ListingState, type OfferState, sortNameOf, wordsOfListing } from "./offer.ts";
import type { ProviderState } from "./provider.ts";
import type { RegionObservationState, RegionState } from "./region.ts";
import type { Report } from "./take-report.ts";

export const providerDocument: DocumentKind<ProviderState> = {
  name: "provider",
  schema: 1,
  fields: { scalars: ["name", "kind"], of: ({ name, kind }) => ({ name: sortNameOf(name), kind }) },
  indexes: [
    ["name", "id"],
    ["kind", "name", "id"],
  ],
};

/** Whose offer it is, and whether it is still there. Its version is that of what is said about the offer; reports do not change it. */
export const offerDocument: DocumentKind<OfferState> = { name: "offer", schema: 1 };

/**
 * Everything that is shown of an offer, with its capacity; the id is the offer's. `row` and `longitude` find what is near, see `geometry.ts`;
 * the other columns behind them let a search decide without looking into the states.
 */
export const listingDocument: DocumentKind<ListingState> = {
  name: "listing",
  schema: 1,
  fields: {
    scalars: ["name", "provider", "kind", "specialty", "postalCode", "row", "longitude", "latitude", "facets", "freeUntilMs"],
    lists: ["words"],
    of: fieldsOfListing,
  },
  indexes: [
    ["row", "longitude", "latitude", "kind", "specialty", "facets", "freeUntilMs", "id"],
    ["specialty", "row", "longitude", "latitude", "kind", "facets", "freeUntilMs", "id"],
    ["name", "id", "kind", "specialty", "facets", "freeUntilMs"],
    ["provider", "name", "id"],
    ["postalCode", "name", "id"],
  ],
};

function fieldsOfListing(listing: ListingState): Readonly<Record<string, string | number | null | readonly string[]>> {
  if (listing.stage === "withdrawn") return {};
  const { details, place, provider, sources } = listing;
  return {
    name: sortNameOf(details.title),
    provider: provider.id,
    kind: details.kind,
    specialty: details.specialty ?? null,
    postalCode: details.postalCode ?? null,
    row: place === undefined ? null : rowOf(place.latitude),
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    facets: facetsOf(details),
    freeUntilMs: freeUntilMs(sources, everyMs(details)),
    words: wordsOfListing(listing),
  };
}

/** What a source reported on an offer; the id is made of offer, source and time. */
export type ObservationState = Report & { readonly offer: string };
export const observationDocument: DocumentKind<ObservationState> = {
  name: "observation",
  schema: 1,
  fields: { scalars: ["offer", "validAtMs"], of: ({ offer, validAtMs }) => ({ offer, validAtMs }) },
  indexes: [["offer", "validAtMs", "id"], ["validAtMs"]],
};

export function observationId(offer: string, { source, validAtMs }: Pick<Report, "source" | "validAtMs">): string {
  return `${offer}/${source}/${validAtMs}`;
}

export const regionDocument: DocumentKind<RegionState> = { name: "region", schema: 1 };

export const regionObservationDocument: DocumentKind<RegionObservationState> = {
  name: "region-observation",
  schema: 1,
  fields: { scalars: ["region", "unit", "validAtMs"], of: ({ region, unit, validAtMs }) => ({ region, unit, validAtMs }) },
  indexes: [
    ["region", "validAtMs", "id"],
    ["region", "unit", "validAtMs", "id"],
  ],
};

export const documents = [
  providerDocument,
  offerDocument,
  listingDocument,
  observationDocument,
  regionDocument,
  regionObservationDocument,
] as readonly DocumentKind<unknown>[];
