import { OfferWithdrawn } from "@teilhabe/contracts/capacity/events";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { type Loaded, put, type Rule, type Write } from "@teilhabe/platform/rule";
import { listingDocument, offerDocument } from "./documents.ts";
import type { OfferState } from "./offer.ts";
import { noOffer } from "./own-offer.ts";
import { mayActFor, notYours } from "./provider.ts";

/** What is left of an offer that is gone: whose it was. */
export function withdrawal(offer: Loaded<OfferState>): { writes: Write[]; facts: Fact[] } {
  const { id, state } = offer;
  return {
    writes: [put(listingDocument, id, { stage: "withdrawn" }), put(offerDocument, id, { ...state, stage: "withdrawn" })],
    facts: [factOf(OfferWithdrawn, { offer: id, provider: state.provider, kind: state.kind })],
  };
}

export const withdrawOffer: Rule<Loaded<OfferState> | undefined, unknown, Record<string, never>> = (offer, _input, asked) => {
  if (offer === undefined) return noOffer();
  if (!mayActFor(offer.state.provider, asked)) return notYours();
  if (offer.state.stage === "withdrawn") return { answer: {} };
  return { ...withdrawal(offer), answer: {} };
};
