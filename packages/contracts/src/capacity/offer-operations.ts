import { z } from "zod";
import { SearchCriteria } from "../notifications/shapes.ts";
import { defineOperation } from "../operation.ts";
import { Code, Id, Language, Position, pageOf, pageRequest } from "../shapes.ts";
import {
  Accessibility,
  Address,
  Capacity,
  CRITERIA_MAX,
  Languages,
  Observation,
  Offer,
  OfferDescription,
  OfferKind,
  OfferSummary,
  OfferTitle,
  observationFields,
  offerExample,
  offerFields,
  PostalCode,
  providerExample,
  ReportEveryMinutes,
  Source,
  Specialty,
  TargetGroups,
  WebAddress,
} from "./shapes.ts";

const providers = { grants: ["staff", "provider"] } as const;
const gone = { "offer-not-found": 404, "offer-withdrawn": 410 } as const;
const specialties = { "specialty-unknown": 422, "specialty-not-fitting": 422 } as const;

export const publishOffer = defineOperation({
  name: "capacity.publish-offer",
  summary: "Publish an offer of a provider",
  access: providers,
  http: { method: "POST", path: "/offers", status: 201, makes: "/offers/{id}" },
  input: z.object({ provider: Id, ...offerFields }),
  output: Offer,
  refusals: { "provider-not-found": 404, ...specialties },
  examples: [
    {
      provider: providerExample,
      title: "Hausärztliche Sprechstunde",
      kind: "medical",
      specialty: "allg",
      languages: ["de", "tr"],
      accessibility: ["step-free"],
      postalCode: "80331",
      reportEveryMinutes: 10_080,
    },
    { provider: providerExample, title: "Nähkurs für Anfänger", kind: "course", targetGroups: ["adults"], reportEveryMinutes: 1_440 },
  ],
});

export const changeOffer = defineOperation({
  name: "capacity.change-offer",
  summary: "Change an offer",
  description: "What is absent stays as it is; null takes it away. What a feed brought, its next delivery changes back.",
  access: providers,
  http: { method: "PATCH", path: "/offers/{offer}" },
  input: z.object({
    offer: Id,
    title: OfferTitle.optional(),
    description: OfferDescription.nullable().optional(),
    kind: OfferKind.optional(),
    specialty: Specialty.nullable().optional(),
    targetGroups: TargetGroups.optional(),
    languages: Languages.optional(),
    accessibility: Accessibility.optional(),
    address: Address.nullable().optional(),
    postalCode: PostalCode.nullable().optional(),
    position: Position.nullable().optional(),
    website: WebAddress.nullable().optional(),
    reportEveryMinutes: ReportEveryMinutes.optional(),
  }),
  output: Offer,
  refusals: { ...gone, ...specialties },
  examples: [{ offer: offerExample, languages: ["de", "tr", "uk"], address: null }],
});

export const withdrawOffer = defineOperation({
  name: "capacity.withdraw-offer",
  summary: "Withdraw an offer for good",
  description: "Withdrawn again, nothing changes. What a feed brought comes back when the feed names it again.",
  access: providers,
  http: { method: "DELETE", path: "/offers/{offer}", status: 204 },
  input: z.object({ offer: Id }),
  output: z.object({}),
  refusals: { "offer-not-found": 404 },
  examples: [{ offer: offerExample }],
});

export const readOffer = defineOperation({
  name: "capacity.read-offer",
  summary: "One offer, with its capacity by each source",
  access: "anyone",
  http: { method: "GET", path: "/offers/{offer}" },
  input: z.object({ offer: Id }),
  output: Offer,
  refusals: gone,
  examples: [{ offer: offerExample }],
});

export const searchOffers = defineOperation({
  name: "capacity.search-offers",
  summary: "Find offers by place, kind, specialty, language, accessibility, target group, free places or words",
  description:
    "With `latitude` and `longitude`, or `postalCode`, the nearest come first and everything farther than `withinMeters` is left out. Of a postal code " +
    "whose position is not known, the offers with that postal code are shown. `freeOnly`: only what has a free place by a report that is not stale.",
  access: "anyone",
  http: { method: "GET", path: "/offers" },
  input: z.object({
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
    postalCode: PostalCode.optional(),
    withinMeters: z.int().min(100).max(100_000).optional().meta({ description: "5,000 unless given." }),
    kind: OfferKind.optional(),
    /** With everything that the specialty has under it: `inne` finds `kard` too. */
    specialty: Specialty.optional(),
    language: Language.optional(),
    accessibility: z.array(Code).max(10).optional().meta({ description: "All of these." }),
    targetGroup: Code.optional().meta({ description: "For this group, or for everyone." }),
    freeOnly: z.boolean().optional(),
    provider: Id.optional(),
    q: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: "Words of title, provider, specialty and description.", examples: ["hausarzt"] }),
    sort: z.enum(["distance", "name"]).optional().meta({ description: "By distance when there is a place, otherwise by name." }),
    ...pageRequest,
  }),
  output: pageOf(OfferSummary),
  refusals: { "bad-cursor": 400 },
  examples: [
    { postalCode: "80331", withinMeters: 3_000, kind: "medical", specialty: "inne", freeOnly: true },
    { latitude: 48.137, longitude: 11.575, language: "tr", accessibility: ["step-free"], limit: 10 },
    { q: "nähkurs" },
  ],
});

export const listSpecialties = defineOperation({
  name: "capacity.list-specialties",
  summary: "Codes and names of medical specialties",
  description: "IHE Deutschland e.V., Value Sets for XDS, CC BY 4.0; labels only, codes in lower case.",
  access: "anyone",
  http: { method: "GET", path: "/specialties", cacheSeconds: 86_400 },
  input: z.object({}),
  output: z.object({ items: z.array(z.object({ code: z.string(), label: z.string(), parent: z.string().optional() })) }),
  refusals: {},
  examples: [{}],
});

export const reportCapacity = defineOperation({
  name: "capacity.report-capacity",
  summary: "Report how many places are free",
  description:
    "By the provider, as source `provider`; by staff and feeds, as `staff` or a source that they name. Whatever is older than what the same source " +
    "said before is answered with `outdated` and changes nothing.",
  access: providers,
  http: { method: "POST", path: "/offers/{offer}/observations" },
  input: z.object({ offer: Id, source: Source.optional(), ...observationFields }),
  output: z.object({ taken: z.enum(["changed", "unchanged", "outdated"]), capacity: Capacity }),
  refusals: {
    ...gone,
    "source-not-yours": 403,
    "free-exceeds-total": 422,
    "time-in-the-future": 422,
    "ends-before-it-begins": 422,
    "too-many-sources": 409,
  },
  examples: [
    { offer: offerExample, free: 3, total: 10 },
    { offer: offerExample, free: null },
  ],
});

export const listObservations = defineOperation({
  name: "capacity.list-observations",
  summary: "What was reported on an offer, newest first",
  description: "Kept for two years.",
  access: "anyone",
  http: { method: "GET", path: "/offers/{offer}/observations" },
  input: z.object({ offer: Id, ...pageRequest }),
  output: pageOf(Observation),
  refusals: { ...gone, "bad-cursor": 400 },
  examples: [{ offer: offerExample }],
});

export const findMatching = defineOperation({
  name: "capacity.find-matching",
  summary: "Which of these searches does an offer fit?",
  description: "Whether it has free places is not looked at. A withdrawn offer fits none.",
  access: "service",
  input: z.object({ offer: Id, criteria: z.array(SearchCriteria).max(CRITERIA_MAX) }),
  output: z.object({ matches: z.array(z.int().min(0)).meta({ description: "Places in `criteria`, from 0." }) }),
  refusals: {},
});
