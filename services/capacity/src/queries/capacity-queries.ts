import type { OfferKind, ProviderKind } from "@teilhabe/contracts/capacity/shapes";
import type { Position } from "@teilhabe/contracts/shapes";
import type { Loaded } from "@teilhabe/platform/rule";
import type { ObservationState } from "../domain/documents.ts";
import type { ListingState, PublishedListing } from "../domain/offer.ts";
import type { ProviderState } from "../domain/provider.ts";
import type { RegionObservationState, RegionState } from "../domain/region.ts";

/** What an offer must have to be found; everything given must hold. */
export type OfferFilter = {
  readonly kind?: OfferKind | undefined;
  /** One of these. */
  readonly specialties?: readonly string[] | undefined;
  /** Of each list at least one; see `facet` in `domain/offer.ts`. */
  readonly facets: readonly (readonly string[])[];
  /** Only what shows a free place at this time. */
  readonly freeAtMs?: number | undefined;
  readonly provider?: string | undefined;
  readonly postalCode?: string | undefined;
  /** For each of these the offer has a word that begins so. */
  readonly words: readonly string[];
};

export type Nearest = OfferFilter & {
  readonly centre: Position;
  readonly withinMeters: number;
  readonly after?: { readonly meters: number; readonly id: string } | undefined;
  readonly limit: number;
};
export type ByName = OfferFilter & { readonly after?: { readonly name: string; readonly id: string } | undefined; readonly limit: number };
export type NearOffer = { readonly id: string; readonly listing: PublishedListing; readonly meters: number };
export type NamedOffer = { readonly id: string; readonly listing: PublishedListing; readonly name: string };
export type NamedProvider = Loaded<ProviderState> & { readonly sortName: string };

/** Every list holds at most `limit`. Withdrawn offers are in none. */
export interface CapacityQueries {
  /** By distance in whole meters, then by id, from behind `after`. */
  nearest(search: Nearest): Promise<readonly NearOffer[]>;
  /** By the words of their titles, then by id, from behind `after`. */
  byName(search: ByName): Promise<readonly NamedOffer[]>;
  /** By the words of their names, then by id. */
  providersByName(page: {
    readonly kind?: ProviderKind | undefined;
    readonly after?: { readonly name: string; readonly id: string } | undefined;
    readonly limit: number;
  }): Promise<readonly NamedProvider[]>;
  /** A provider's listings by id, from behind that id. */
  listingsOf(provider: string, after: string | undefined, limit: number): Promise<readonly Loaded<ListingState>[]>;
  /** Newest first; ids decide between equal times, the greater first. */
  observationsOf(
    offer: string,
    before: { readonly validAtMs: number; readonly id: string } | undefined,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly state: ObservationState }[]>;
  /** Ids of observations of before the time, oldest first. */
  observationsBefore(validAtMs: number, limit: number): Promise<readonly string[]>;
  /** By id, from behind that id. */
  regions(after: string | undefined, limit: number): Promise<readonly Loaded<RegionState>[]>;
  /** Newest first; ids decide between equal times, the greater first. */
  regionObservations(page: {
    readonly region: string;
    readonly unit?: string | undefined;
    readonly before?: { readonly validAtMs: number; readonly id: string } | undefined;
    readonly limit: number;
  }): Promise<readonly { readonly id: string; readonly state: RegionObservationState }[]>;
}
