import { OfferChanged } from "@teilhabe/contracts/capacity/events";
import type { Offer } from "@teilhabe/contracts/capacity/shapes";
import { factOf } from "@teilhabe/contracts/event";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { put, type Rule } from "@teilhabe/platform/rule";
import { listingDocument, offerDocument } from "./documents.ts";
import { detailsOf, listingOf, type OfferDetails, offerShown, specialtyFault, type Tables } from "./offer.ts";
import { type FoundOffer, ownOffer } from "./own-offer.ts";

type Change = { readonly [Field in keyof OfferDetails]?: OfferDetails[Field] | null | undefined };

export const changeOffer: Rule<FoundOffer & { readonly tables: Tables }, Change, Offer> = (found, change, asked) => {
  const own = ownOffer(found, asked);
  if (isRefusal(own)) return own;
  const { offer, listing } = own;
  const details = changed(listing.details, change);
  const fault = specialtyFault(details, found.tables);
  if (fault !== undefined) return fault;
  if (JSON.stringify(details) === JSON.stringify(listing.details)) return { answer: offerShown(offer.id, offer.version, listing, asked.atMs) };

  const { kind, specialty } = details;
  const next = listingOf(listing.provider, details, found.tables, listing.sources);
  const { provider } = offer.state;
  return {
    writes: [put(listingDocument, offer.id, next), put(offerDocument, offer.id, { stage: "published", provider, kind })],
    facts: [factOf(OfferChanged, { offer: offer.id, provider, kind, ...(specialty !== undefined && { specialty }) })],
    answer: offerShown(offer.id, offer.version + 1, next, asked.atMs),
  };
};

/** What is absent stays, null takes away; title, kind and interval cannot be taken away. */
function changed(before: OfferDetails, change: Change): OfferDetails {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const { title, kind, reportEveryMinutes } = before;
  return detailsOf({ ...before, title, kind, reportEveryMinutes, ...given });
}
