import { z } from "zod";
import { CloudEvent } from "../event.ts";
import { Id, Instant, text } from "../shapes.ts";

export const WEBHOOKS_OF_ONE_PARTNER_MAX = 50;
export const TYPES_MAX = 100;
/** Deliveries are kept so long. */
export const DELIVERIES_KEPT_DAYS = 14;
/** A webhook whose attempts have all failed for so long is disabled. */
export const DISABLED_AFTER_DAYS = 5;
/** After a rotation the old secret signs along with the new one for so long. */
export const OLD_SECRET_HOURS = 24;

export const webhookExample = "0198c5a0-0000-7000-8000-0000000000c1";

/** Names a place in the public event log: epoch and position. It means nothing else to the reader. */
export const EventCursor = z
  .string()
  .regex(/^[a-z0-9]{1,40}-[0-9]{1,15}$/, "must be a cursor as an event or a page brought it")
  .meta({ description: "A place in the log; send it as `after` to go on from there." });

export const EventType = z
  .string()
  .regex(/^[a-z-]{1,40}\.[a-z0-9-]{1,80}\.v[0-9]{1,3}$/, "must be a type of event such as ideas.idea-published.v1")
  .meta({ examples: ["ideas.idea-published.v1"] });

export const LoggedEvent = z.object({ cursor: EventCursor, event: CloudEvent });
export type LoggedEvent = z.infer<typeof LoggedEvent>;

export const WebhookUrl = z
  .string()
  .regex(/^https?:\/\/[^\s"<>\\^`{|}]{1,1000}$/, "must be an address that begins with https:// or http://")
  .meta({ description: "https, with a public address; no user or password in it.", examples: ["https://partner.example/teilhabe"] });

const types = z.array(EventType).max(TYPES_MAX).meta({ description: "Only these types; all public ones when empty." });

export const webhookFields = { url: WebhookUrl, types: types.default([]), description: text(500, "Dashboard of the planning office").optional() };

export const Webhook = z.object({
  id: Id,
  version: z.int(),
  url: WebhookUrl,
  types,
  description: z.string().optional(),
  /** `disabled`: by its owner, or because it failed for too long; see `reason`. */
  status: z.enum(["enabled", "disabled"]),
  reason: z.enum(["by-owner", "failed-for-days", "gone"]).optional(),
  /** Everything up to here was delivered. */
  deliveredUpTo: EventCursor,
  /** Attempts that have failed since the last success. */
  failures: z.int(),
  nextAttemptAt: Instant.optional(),
  createdAt: Instant,
});
export type Webhook = z.infer<typeof Webhook>;

export const Delivery = z.object({
  id: Id,
  /** The event's id, which the receiver sees as `webhook-id`. */
  event: z.string(),
  type: z.string(),
  test: z.boolean(),
  at: Instant,
  outcome: z.enum(["delivered", "refused", "no-answer", "forbidden-address"]),
  /** HTTP status that the receiver answered. */
  status: z.int().optional(),
  ms: z.int(),
});
export type Delivery = z.infer<typeof Delivery>;
