import type { Delivery, Webhook } from "@teilhabe/contracts/partners/shapes";
import { instantOf } from "@teilhabe/platform/clock";
import { cursorOf } from "./domain/cursor.ts";
import type { DeliveryState, WebhookState } from "./domain/documents.ts";

/** A webhook as its owner sees it: without its secrets. */
export function shownWebhook(id: string, version: number, state: WebhookState, epoch: string): Webhook {
  return {
    id,
    version,
    url: state.url,
    types: [...state.types],
    ...(state.description !== undefined && { description: state.description }),
    status: state.status,
    ...(state.reason !== undefined && { reason: state.reason }),
    deliveredUpTo: cursorOf(epoch, state.position),
    failures: state.failures,
    ...(state.nextAttemptAtMs !== undefined && { nextAttemptAt: instantOf(state.nextAttemptAtMs) }),
    createdAt: instantOf(state.createdAtMs),
  };
}

export function shownDelivery(id: string, state: DeliveryState): Delivery {
  const { event, type, test, atMs, outcome, status, ms } = state;
  return { id, event, type, test, at: instantOf(atMs), outcome, ...(status !== undefined && { status }), ms };
}
