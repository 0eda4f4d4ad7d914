import { z } from "zod";
import { defineEvent } from "../event.ts";
import { actRecordedEvent, personForgottenEvent } from "../personal-data.ts";
import { Code, Id, Instant } from "../shapes.ts";
import { RegionCode, regionExample } from "./region-shapes.ts";
import { Freshness, OfferKind, offerExample, ProviderKind, providerExample, Source } from "./shapes.ts";

const ofOffer = { offer: Id, provider: Id, kind: OfferKind };
const example = { offer: offerExample, provider: providerExample, kind: "medical" as const };
const count = z.int().min(0);

export const ProviderRegistered = defineEvent({
  type: "capacity.provider-registered.v1",
  audience: "public",
  description: "There is a new provider.",
  data: z.object({ provider: Id, kind: ProviderKind }),
  subject: "provider",
  example: { provider: providerExample, kind: "practice" },
});

export const ProviderChanged = defineEvent({
  type: "capacity.provider-changed.v1",
  audience: "public",
  description: "Something of a provider was changed.",
  data: z.object({ provider: Id, kind: ProviderKind }),
  subject: "provider",
  example: { provider: providerExample, kind: "practice" },
});

export const OfferPublished = defineEvent({
  type: "capacity.offer-published.v1",
  audience: "public",
  description: "There is a new offer.",
  data: z.object({ ...ofOffer, specialty: Code.optional() }),
  subject: "offer",
  example: { ...example, specialty: "allg" },
});

export const OfferChanged = defineEvent({
  type: "capacity.offer-changed.v1",
  audience: "public",
  description: "Something of an offer was changed; not its capacity.",
  data: z.object({ ...ofOffer, specialty: Code.optional() }),
  subject: "offer",
  example: { ...example, specialty: "allg" },
});

export const OfferWithdrawn = defineEvent({
  type: "capacity.offer-withdrawn.v1",
  audience: "public",
  description: "An offer is no longer there.",
  data: z.object(ofOffer),
  subject: "offer",
  example,
});

export const CapacityChanged = defineEvent({
  type: "capacity.capacity-changed.v1",
  audience: "public",
  description:
    "What is shown of an offer's capacity changed with a report. Without `free` it is unknown, which is not 0. Nothing is announced when it " +
    "becomes stale: from `validUntil` on, treat it as unknown.",
  data: z.object({
    ...ofOffer,
    free: count.optional(),
    total: count.optional(),
    freshness: Freshness,
    source: Source.optional(),
    validAt: Instant.optional(),
    validUntil: Instant.optional(),
  }),
  subject: "offer",
  example: {
    ...example,
    free: 3,
    total: 10,
    freshness: "fresh",
    source: "provider",
    validAt: "2026-11-23T10:00:00.000Z",
    validUntil: "2026-11-25T10:00:00.000Z",
  },
});

export const PlacesAppeared = defineEvent({
  type: "capacity.places-appeared.v1",
  audience: "public",
  description: "An offer that had no free place, or of which none was known, has some now. No reservation is made.",
  data: z.object({ ...ofOffer, free: z.int().min(1), total: count.optional(), validAt: Instant, validUntil: Instant }),
  subject: "offer",
  example: { ...example, free: 3, total: 10, validAt: "2026-11-23T10:00:00.000Z", validUntil: "2026-11-25T10:00:00.000Z" },
});

export const RegionCapacityChanged = defineEvent({
  type: "capacity.region-capacity-changed.v1",
  audience: "public",
  description: "The newest numbers of a region changed. Without `free` they are unknown, which is not 0.",
  data: z.object({
    region: RegionCode,
    unit: Code,
    source: Source,
    free: count.optional(),
    total: count.optional(),
    reporters: count.optional(),
    validAt: Instant,
  }),
  subject: "region",
  example: {
    region: regionExample,
    unit: "icu-adults",
    source: "divi",
    free: 379,
    total: 2_900,
    reporters: 128,
    validAt: "2026-08-22T10:00:00.000Z",
  },
});

export const ActRecorded = actRecordedEvent("capacity");
export const PersonForgotten = personForgottenEvent("capacity");
