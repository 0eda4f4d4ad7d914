import type { CloudEvent } from "@teilhabe/contracts/event";
import type { DocumentKind } from "@teilhabe/platform/rule";

/** The log's end. There is one, with the id `log`. */
export type Head = { readonly position: number };
export const HEAD_ID = "log";
export const headDocument: DocumentKind<Head> = { name: "head", schema: 1 };

/** One event in its place; the id is the position, so that ids sort as positions do. */
export type Entry = { readonly event: CloudEvent };
export const entryDocument: DocumentKind<Entry> = {
  name: "entry",
  schema: 1,
  fields: { scalars: ["type"], of: ({ event }) => ({ type: event.type }) },
  indexes: [["type", "id"]],
};

export type Secrets = {
  readonly current: string;
  /** Signs along until then. */
  readonly old?: { readonly secret: string; readonly untilMs: number };
};

export type WebhookState = {
  readonly owner: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string;
  readonly status: "enabled" | "disabled";
  readonly reason?: "by-owner" | "failed-for-days" | "gone";
  readonly secrets: Secrets;
  /** Everything up to this position was delivered. */
  readonly position: number;
  readonly failures: number;
  readonly failingSinceMs?: number;
  readonly nextAttemptAtMs?: number;
  readonly createdAtMs: number;
};
export const webhookDocument: DocumentKind<WebhookState> = {
  name: "webhook",
  schema: 1,
  fields: { scalars: ["owner"], of: ({ owner }) => ({ owner }) },
  indexes: [["owner", "id"]],
};

/**
 * Whether a webhook's delivering task exists. Kept apart from the webhook, so that appending to the log and delivering do not fight;
 * falls asleep only together with a touched head, so that nothing is appended unseen.
 */
export type Lane = { readonly awake: boolean; readonly types: readonly string[] };
export const laneDocument: DocumentKind<Lane> = {
  name: "lane",
  schema: 1,
  fields: { scalars: ["asleep"], of: ({ awake }) => ({ asleep: awake ? null : 1 }) },
  indexes: [["asleep", "id"]],
};

export type DeliveryState = {
  readonly webhook: string;
  readonly event: string;
  readonly type: string;
  readonly test: boolean;
  readonly atMs: number;
  readonly outcome: "delivered" | "refused" | "no-answer" | "forbidden-address";
  readonly status?: number;
  readonly ms: number;
};
/** Ids are UUIDv7 and sort by time. */
export const deliveryDocument: DocumentKind<DeliveryState> = {
  name: "delivery",
  schema: 1,
  fields: { scalars: ["webhook", "atMs"], of: ({ webhook, atMs }) => ({ webhook, atMs }) },
  indexes: [["webhook", "id"], ["atMs"]],
};

const DIGITS = 15;

export function entryId(position: number): string {
  return String(position).padStart(DIGITS, "0");
}
