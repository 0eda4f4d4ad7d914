import { z } from "zod";
import { OfferKind, PostalCode } from "../capacity/shapes.ts";
import { EventType } from "../partners/shapes.ts";
import { Code, Id, Instant, Language, Position } from "../shapes.ts";

export const SUBSCRIPTIONS_MAX = 500;
/** Read notices are deleted after so long, unread ones too. */
export const NOTICES_KEPT_DAYS = 180;
/** An address that is not confirmed is deleted. */
export const CONFIRM_WITHIN_HOURS = 48;
/** A subscription to a search ends, unless it is renewed. */
export const SEARCH_KEPT_DAYS = 90;

export const subscriptionExample = "0198c5a0-0000-7000-8000-0000000000d1";
export const noticeExample = "0198c5a0-0000-7000-8000-0000000000d2";
const ideaExample = "0198c5a0-0000-7000-8000-000000000001";

/** Criteria of a search for offers: those of `GET /offers` that a subscription can keep. */
export const SearchCriteria = z.object({
  kind: OfferKind.optional(),
  specialty: Code.optional(),
  language: Language.optional(),
  accessibility: z.array(Code).max(10).optional(),
  targetGroup: Code.optional(),
  /** Around this point, or else around a postal code; anywhere without both. */
  near: Position.optional(),
  postalCode: PostalCode.optional(),
  withinMeters: z.int().min(100).max(100_000).optional(),
});
export type SearchCriteria = z.infer<typeof SearchCriteria>;

/** What somebody wants to hear about. */
export const Topic = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("consultation"), id: Id }),
  z.object({ kind: z.literal("idea"), id: Id }),
  z.object({ kind: z.literal("ballot"), id: Id }),
  z.object({ kind: z.literal("offer"), id: Id }),
  z.object({ kind: z.literal("search"), criteria: SearchCriteria }),
]);
export type Topic = z.infer<typeof Topic>;
export const topicExample = { kind: "idea" as const, id: ideaExample };

export const Channel = z.enum(["inbox", "email"]);
export type Channel = z.infer<typeof Channel>;

export const Subscription = z.object({ id: Id, topic: Topic, since: Instant, until: Instant.optional() });
export type Subscription = z.infer<typeof Subscription>;

export const Preferences = z.object({
  version: z.int(),
  /** Notices also by e-mail. */
  email: z.boolean(),
  /** `de-x-leicht` is plain German. */
  language: Language,
  /** Whether an address is known and confirmed; the address itself is masked: `a…@example.org`. */
  address: z.object({ masked: z.string(), state: z.enum(["awaits-confirmation", "confirmed"]) }).optional(),
});
export type Preferences = z.infer<typeof Preferences>;

export const Notice = z.object({
  id: Id,
  cursor: z.string(),
  /** The type of the event that it is about. */
  about: EventType,
  topic: z.object({ kind: z.string(), id: z.string() }),
  title: z.string(),
  text: z.string(),
  /** Path of what it is about, below the platform's address. */
  link: z.string(),
  at: Instant,
  readAt: Instant.optional(),
});
export type Notice = z.infer<typeof Notice>;
