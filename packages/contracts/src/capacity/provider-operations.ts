import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Id, Instant, pageOf, pageRequest } from "../shapes.ts";
import {
  FEED_OFFERS_MAX,
  observationFields,
  offerFields,
  Phone,
  Provider,
  ProviderKind,
  providerExample,
  providerFields,
  Source,
  WebAddress,
} from "./shapes.ts";

const notFound = { "provider-not-found": 404 } as const;

export const createProvider = defineOperation({
  name: "capacity.create-provider",
  summary: "Register a provider",
  description: "Give its people the grant `provider:<id>`, and they keep its offers themselves.",
  access: { grants: ["staff"] },
  http: { method: "POST", path: "/providers", status: 201, makes: "/providers/{id}" },
  input: z.object(providerFields),
  output: Provider,
  refusals: {},
  examples: [{ name: "Praxis am Beispielplatz", kind: "practice", phone: "+49 89 1234567" }],
});

export const changeProvider = defineOperation({
  name: "capacity.change-provider",
  summary: "Change a provider",
  description: "What is absent stays as it is; null takes it away.",
  access: { grants: ["staff", "provider"] },
  http: { method: "PATCH", path: "/providers/{provider}" },
  input: z.object({
    provider: Id,
    name: providerFields.name.optional(),
    kind: ProviderKind.optional(),
    website: WebAddress.nullable().optional(),
    phone: Phone.nullable().optional(),
  }),
  output: Provider,
  refusals: notFound,
  examples: [{ provider: providerExample, phone: null }],
});

export const readProvider = defineOperation({
  name: "capacity.read-provider",
  summary: "One provider",
  access: "anyone",
  http: { method: "GET", path: "/providers/{provider}" },
  input: z.object({ provider: Id }),
  output: Provider,
  refusals: notFound,
  examples: [{ provider: providerExample }],
});

export const listProviders = defineOperation({
  name: "capacity.list-providers",
  summary: "Providers by name",
  access: "anyone",
  http: { method: "GET", path: "/providers" },
  input: z.object({ kind: ProviderKind.optional(), ...pageRequest }),
  output: pageOf(Provider),
  refusals: { "bad-cursor": 400 },
  examples: [{}, { kind: "practice", limit: 10 }],
});

/** A name that a feed gives to something of its own. */
export const Reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/)
  .meta({ description: "A name that the feed gives to it and keeps: letters, digits and `._:-`.", examples: ["praxis-4711"] });

/** What a feed says of a capacity; `validAt` is needed, so that an old file does not look fresh because it is taken in again. */
export const fedCapacityFields = {
  ...observationFields,
  /** When the source looked; `validAt` unless given. */
  checkedAt: Instant.optional(),
  /** When what is reported was true. */
  validAt: Instant,
};

/** An offer in a feed, with what is known of its capacity. */
export const FedOffer = z.object({ reference: Reference, ...offerFields, capacity: z.object(fedCapacityFields).optional() });
export type FedOffer = z.infer<typeof FedOffer>;

/** What one provider's line in a feed holds. */
export const fedProviderFields = { ...providerFields, offers: z.array(FedOffer).max(FEED_OFFERS_MAX).default([]) };

export const takeInProvider = defineOperation({
  name: "capacity.take-in-provider",
  summary: "Take in a provider and its offers from a feed",
  description:
    "All of it or nothing. Feed and reference name the provider, so that the same again changes nothing. What the feed says replaces what it said; " +
    "offers that it no longer names are withdrawn; offers made here by hand are left alone.",
  access: { grants: ["staff"] },
  http: { method: "PUT", path: "/feeds/{feed}/providers/{reference}" },
  input: z.object({ feed: Source, reference: Reference, ...fedProviderFields }),
  output: z.object({
    provider: Id,
    /** Did the provider itself, or anything of its offers or their capacity, change? */
    changed: z.boolean(),
    offers: z.array(
      z.object({
        reference: Reference,
        offer: Id,
        offerChanged: z.boolean(),
        /** Of its capacity, where the feed says any; `outdated`: something newer of this feed was there already. */
        capacity: z.enum(["changed", "unchanged", "outdated"]).optional(),
      }),
    ),
    /** Offers that the feed no longer names. */
    withdrawn: z.int(),
  }),
  refusals: {
    "reference-twice": 422,
    "specialty-unknown": 422,
    "specialty-not-fitting": 422,
    "free-exceeds-total": 422,
    "time-in-the-future": 422,
    "ends-before-it-begins": 422,
    "too-many-sources": 409,
  },
  examples: [
    {
      feed: "city-directory",
      reference: "praxis-4711",
      name: "Praxis am Beispielplatz",
      kind: "practice",
      offers: [
        {
          reference: "hausarzt",
          title: "Hausärztliche Sprechstunde",
          kind: "medical",
          specialty: "allg",
          languages: ["de", "tr"],
          postalCode: "80331",
          reportEveryMinutes: 10_080,
          capacity: { free: 3, total: null, validAt: "2026-11-23T09:00:00.000Z" },
        },
      ],
    },
  ],
});
