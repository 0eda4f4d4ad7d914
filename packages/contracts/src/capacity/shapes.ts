import { z } from "zod";
import { Code, Id, Instant, Language, Position, text } from "../shapes.ts";

/** Sources that report on one offer, at most. */
export const SOURCES_MAX = 10;
/** Codes in one list of an offer: languages, accessibility, target groups. */
export const CODES_MAX = 30;
/** The largest number of places that can be reported. */
export const PLACES_MAX = 1_000_000;
/** Offers of one provider that one line of a feed carries, at most. */
export const FEED_OFFERS_MAX = 100;
/** Searches that one question holds against an offer, at most. */
export const CRITERIA_MAX = 100;
/** A search looks so far around a place when it does not say how far. */
export const WITHIN_METERS_DEFAULT = 5_000;
/** What is reported may lie so far in the future: clocks differ. */
export const CLOCKS_DIFFER_MINUTES = 5;
/** Earlier observations of offers are kept so long. */
export const HISTORY_KEPT_DAYS = 730;

const YEAR_MINUTES = 366 * 24 * 60;

export const providerExample = "0198c5a0-0000-7000-8000-0000000000e1";
export const offerExample = "0198c5a0-0000-7000-8000-0000000000e2";

export const ProviderKind = z.enum(["practice", "clinic", "course-provider", "lab", "counselling-centre"]);
export type ProviderKind = z.infer<typeof ProviderKind>;
export const OfferKind = z.enum(["medical", "course", "lab", "counselling"]);
export type OfferKind = z.infer<typeof OfferKind>;

/**
 * How far an observation can be trusted now, by the offer's expected interval between reports: `fresh` within one, `ageing` within two,
 * `stale` afterwards or when its own validity has ended. What is stale is shown as unknown, never as 0. `unknown`: nobody says a number.
 */
export const Freshness = z.enum(["fresh", "ageing", "stale", "unknown"]);
export type Freshness = z.infer<typeof Freshness>;

export const PostalCode = z
  .string()
  .regex(/^[0-9]{5}$/, "must be five digits")
  .meta({ description: "A German postal code.", examples: ["80331"] });

/** Who says so: `provider`, `staff`, or the code of a feed. */
export const Source = Code.meta({ description: "Who says so: `provider`, `staff`, or the code of a feed.", examples: ["provider"] });

export const WebAddress = z
  .string()
  .regex(/^https?:\/\/[^\s"<>\\^`{|}]{1,500}$/, "must be an address that begins with https:// or http://")
  .meta({ examples: ["https://praxis.example/termine"] });
export const Phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ()/.-]{3,39}$/, "must be a telephone number")
  .meta({ examples: ["+49 89 1234567"] });

/** How many places; null: explicitly unknown, which is not 0. */
export const Places = z.int().min(0).max(PLACES_MAX).nullable();

/** Numbers with how far they can be trusted; `free` and `total` are absent while they are unknown or stale. */
export const shownNumbers = { free: z.int().min(0).optional(), total: z.int().min(0).optional(), freshness: Freshness };

/** What one source says. `free` and `total` are absent while they are unknown or stale. */
export const SourceCapacity = z.object({
  source: Source,
  ...shownNumbers,
  /** When the source looked last. */
  checkedAt: Instant,
  /** When what it says was known to be true. */
  validAt: Instant,
  /** Since when it has been saying so. */
  changedAt: Instant,
  /** Stale from then on. */
  validUntil: Instant,
});
export type SourceCapacity = z.infer<typeof SourceCapacity>;

/** What holds now: the newest number that any source says. `free` and `total` are absent while unknown or stale: that is not 0. */
export const Capacity = z.object({
  ...shownNumbers,
  /** The time that the number is of; absent when nobody ever said one. */
  asOf: Instant.optional(),
  validUntil: Instant.optional(),
  source: Source.optional(),
});
export type Capacity = z.infer<typeof Capacity>;

export const providerFields = {
  name: text(200, "Praxis am Beispielplatz"),
  kind: ProviderKind,
  website: WebAddress.optional(),
  phone: Phone.optional(),
};

export const Provider = z.object({
  id: Id,
  name: z.string(),
  kind: ProviderKind,
  website: z.string().optional(),
  phone: z.string().optional(),
  /** The feed that brought it, and its name there. */
  feed: z.object({ feed: Source, reference: z.string() }).optional(),
  version: z.int(),
});
export type Provider = z.infer<typeof Provider>;

const codes = (description: string, examples: readonly string[]) =>
  z
    .array(Code)
    .max(CODES_MAX)
    .meta({ description, examples: [examples] });

export const TargetGroups = codes("For whom; everyone when empty. Usual codes: children, youth, adults, seniors, families, women, refugees.", [
  "children",
]);
export const Accessibility = codes(
  "Usual codes: step-free, wheelchair, accessible-toilet, induction-loop, sign-language, guide-dog, plain-language, parking.",
  ["step-free"],
);
export const Languages = z
  .array(Language)
  .max(CODES_MAX)
  .meta({ description: "Spoken there.", examples: [["de", "tr"]] });
export const OfferTitle = text(200, "Hausärztliche Sprechstunde");
export const OfferDescription = text(2_000, "Neue Patientinnen und Patienten sind willkommen.");
export const Address = text(300, "Beispielplatz 1, 80331 München");
export const Specialty = Code.meta({ description: "A code of `GET /v1/specialties`.", examples: ["allg"] });
/** Minutes between two reports that the provider promises, up to a year. */
export const ReportEveryMinutes = z
  .int()
  .min(5)
  .max(YEAR_MINUTES)
  .meta({ examples: [1_440] });

/** What an offer is, as its provider says it. */
export const offerFields = {
  title: OfferTitle,
  description: OfferDescription.optional(),
  kind: OfferKind,
  /** Needed for `medical`, not allowed otherwise. */
  specialty: Specialty.optional(),
  targetGroups: TargetGroups.default([]),
  languages: Languages.default([]),
  accessibility: Accessibility.default([]),
  address: Address.optional(),
  postalCode: PostalCode.optional(),
  /** Without it, the point of the postal code is taken, where one is known. */
  position: Position.optional(),
  website: WebAddress.optional(),
  reportEveryMinutes: ReportEveryMinutes,
};

const offerShown = {
  id: Id,
  provider: z.object({ id: Id, name: z.string(), kind: ProviderKind }),
  title: z.string(),
  kind: OfferKind,
  specialty: z.string().optional(),
  targetGroups: z.array(z.string()),
  languages: z.array(z.string()),
  accessibility: z.array(z.string()),
  address: z.string().optional(),
  postalCode: z.string().optional(),
  /** Where distances are measured from. */
  position: Position.optional(),
  /** `postal-code`: only the middle of the postal code's area. */
  positionFrom: z.enum(["offer", "postal-code"]).optional(),
  website: z.string().optional(),
  capacity: Capacity,
};

export const OfferSummary = z.object({ ...offerShown, distanceMeters: z.int().optional() });
export type OfferSummary = z.infer<typeof OfferSummary>;

export const Offer = z.object({
  ...offerShown,
  description: z.string().optional(),
  reportEveryMinutes: z.int(),
  /** What each source says, the newest first. */
  sources: z.array(SourceCapacity).max(SOURCES_MAX),
  version: z.int(),
});
export type Offer = z.infer<typeof Offer>;

/** What was reported, as it was reported; null is explicitly unknown. Reports that only repeat the one before are left out. */
export const Observation = z.object({
  source: Source,
  free: Places,
  total: Places,
  checkedAt: Instant,
  validAt: Instant,
  validUntil: Instant.optional(),
});
export type Observation = z.infer<typeof Observation>;

export const observationFields = {
  /** Places that can be had; null: explicitly unknown. */
  free: Places,
  total: Places.optional(),
  /** When the source looked; now unless given. */
  checkedAt: Instant.optional(),
  /** When what is reported was true; `checkedAt` unless given. */
  validAt: Instant.optional(),
  /** When it ends to be true, if that is known. */
  validUntil: Instant.optional(),
};
