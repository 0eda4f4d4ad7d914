import type { Fact } from "@teilhabe/contracts/event";
import { factOf } from "@teilhabe/contracts/event";
import { WebhookDisabled } from "@teilhabe/contracts/partners/events";
import { type Asked, type Loaded, type Outcome, put, type Write } from "@teilhabe/platform/rule";
import { deliverTask } from "./append-to-log.ts";
import {
  type DeliveryState,
  deliveryDocument,
  HEAD_ID,
  type Head,
  headDocument,
  type Lane,
  laneDocument,
  type WebhookState,
  webhookDocument,
} from "./documents.ts";
import { pauseMs } from "./retry-schedule.ts";
import { DISABLED_AFTER_MS } from "./webhook-rules.ts";

export type Attempted = {
  readonly deliveries: readonly DeliveryState[];
  /** The last position that was delivered, or skipped because it is not wanted. */
  readonly position: number;
  /** Present when the last attempt failed. */
  readonly failed?: { readonly gone: boolean; readonly retryAfterMs?: number; readonly chance: number };
};

/** What becomes of a webhook after a round of attempts: it goes on, waits, or is disabled. */
export function afterAttempts(webhook: Loaded<WebhookState>, attempted: Attempted, asked: Asked): Outcome<undefined> {
  const deliveries: Write[] = attempted.deliveries.map((delivery) => put(deliveryDocument, asked.newId(), delivery));
  const { failingSinceMs, nextAttemptAtMs: _, ...rest } = webhook.state;
  if (attempted.failed === undefined) {
    const state = { ...rest, position: attempted.position, failures: 0 };
    return {
      writes: [put(webhookDocument, webhook.id, state), ...deliveries],
      tasks: [deliverTask(webhook.id, asked.newId(), asked.atMs)],
      answer: undefined,
    };
  }
  const failures = rest.failures + 1;
  const sinceMs = (attempted.deliveries.length > 1 ? undefined : failingSinceMs) ?? asked.atMs;
  const reason = attempted.failed.gone ? "gone" : asked.atMs - sinceMs >= DISABLED_AFTER_MS ? "failed-for-days" : undefined;
  if (reason !== undefined) return disable(webhook, { ...rest, position: attempted.position, failures }, reason, deliveries);
  const nextAttemptAtMs = asked.atMs + pauseMs(failures, attempted.failed.retryAfterMs, attempted.failed.chance);
  const state = { ...rest, position: attempted.position, failures, failingSinceMs: sinceMs, nextAttemptAtMs };
  return {
    writes: [put(webhookDocument, webhook.id, state), ...deliveries],
    tasks: [deliverTask(webhook.id, asked.newId(), nextAttemptAtMs)],
    answer: undefined,
  };
}

function disable(
  webhook: Loaded<WebhookState>,
  state: WebhookState,
  reason: "gone" | "failed-for-days",
  deliveries: readonly Write[],
): Outcome<undefined> {
  const fact: Fact = factOf(WebhookDisabled, { webhook: webhook.id, owner: state.owner, reason });
  const disabled: WebhookState = { ...state, status: "disabled", reason };
  return {
    writes: [put(webhookDocument, webhook.id, disabled), put(laneDocument, webhook.id, { awake: false, types: state.types }), ...deliveries],
    facts: [fact],
    answer: undefined,
  };
}

/** Nothing is left to deliver: sleeps, and touches the head, so that whoever appends at this moment decides again and sees the sleeper. */
export function fallAsleep(lane: Loaded<Lane>, head: Loaded<Head> | undefined): Outcome<undefined> {
  return {
    writes: [put(laneDocument, lane.id, { ...lane.state, awake: false }), put(headDocument, HEAD_ID, head?.state ?? { position: 0 })],
    answer: undefined,
  };
}
