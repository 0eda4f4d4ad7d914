import { OfferPublished } from "@teilhabe/contracts/capacity/events";
import type { Offer } from "@teilhabe/contracts/capacity/shapes";
import { factOf } from "@teilhabe/contracts/event";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { type Loaded, put, type Rule, unchanged } from "@teilhabe/platform/rule";
import { listingDocument, offerDocument, providerDocument } from "./documents.ts";
import { detailsOf, listingOf, offerShown, specialtyFault, type Tables } from "./offer.ts";
import { ownProvider, type ProviderState } from "./provider.ts";

type Found = { readonly provider: Loaded<ProviderState> | undefined; readonly tables: Tables };

export const publishOffer: Rule<Found, Parameters<typeof detailsOf>[0], Offer> = ({ provider: found, tables }, input, asked) => {
  const provider = ownProvider(found, asked);
  if (isRefusal(provider)) return provider;
  const details = detailsOf(input);
  const fault = specialtyFault(details, tables);
  if (fault !== undefined) return fault;

  const id = asked.newId();
  const { kind, specialty } = details;
  const listing = listingOf({ id: provider.id, ...provider.state }, details, tables, []);
  return {
    // The listing comes first in every commit: the facts of an offer keep the listing's order.
    writes: [
      put(listingDocument, id, listing),
      put(offerDocument, id, { stage: "published", provider: provider.id, kind }),
      unchanged(providerDocument, provider.id),
    ],
    facts: [factOf(OfferPublished, { offer: id, provider: provider.id, kind, ...(specialty !== undefined && { specialty }) })],
    answer: offerShown(id, 1, listing, asked.atMs),
  };
};
