import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Loaded } from "@teilhabe/platform/rule";
import type { DeliveryState, Lane, WebhookState } from "../domain/documents.ts";

export type LogEntry = { readonly position: number; readonly event: CloudEvent };

/** More sleeping webhooks than this are woken by the pages of events that follow. */
export const ASLEEP_MAX = 1_000;

export interface PartnerQueries {
  /** At most `limit` entries after the position, in order; only of these types unless there are none. */
  entriesAfter(position: number, types: readonly string[], limit: number): Promise<readonly LogEntry[]>;
  /** Webhooks of an owner by id, from after that id. */
  webhooksOf(owner: string, after: string | undefined, limit: number): Promise<readonly Loaded<WebhookState>[]>;
  countWebhooksOf(owner: string): Promise<number>;
  /** Lanes that sleep, at most ASLEEP_MAX. */
  asleep(): Promise<readonly Loaded<Lane>[]>;
  /** Newest first, from before the id. */
  deliveriesOf(webhook: string, before: string | undefined, limit: number): Promise<readonly Loaded<DeliveryState>[]>;
  /** Ids of deliveries from before the time, oldest first. */
  deliveriesBefore(atMs: number, limit: number): Promise<readonly string[]>;
}
