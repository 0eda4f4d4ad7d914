import type { Asker } from "@teilhabe/contracts/asker";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Loaded } from "@teilhabe/platform/rule";
import type { ListingState, OfferState, PublishedListing } from "./offer.ts";
import { mayActFor, notYours } from "./provider.ts";

export type FoundOffer = { readonly offer: Loaded<OfferState> | undefined; readonly listing: Loaded<ListingState> | undefined };
export type ThereOffer = { readonly offer: Loaded<OfferState>; readonly listing: PublishedListing };

export function noOffer(): Refusal {
  return refuse("offer-not-found", "There is no such offer.");
}

/** The offer with its listing, if it is still there. */
export function thereOffer({ offer, listing }: FoundOffer): ThereOffer | Refusal {
  if (offer === undefined || listing === undefined) return noOffer();
  if (listing.state.stage === "withdrawn") return refuse("offer-withdrawn", "This offer is no longer there.");
  return { offer, listing: listing.state };
}

/** The same, if the asker may act for its provider. */
export function ownOffer(found: FoundOffer, asker: Asker): ThereOffer | Refusal {
  if (found.offer !== undefined && !mayActFor(found.offer.state.provider, asker)) return notYours();
  return thereOffer(found);
}
