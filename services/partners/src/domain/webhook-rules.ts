import { DISABLED_AFTER_DAYS, OLD_SECRET_HOURS, WEBHOOKS_OF_ONE_PARTNER_MAX } from "@teilhabe/contracts/partners/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put, remove, type Write } from "@teilhabe/platform/rule";
import { deliverTask } from "./append-to-log.ts";
import { type Lane, laneDocument, type WebhookState, webhookDocument } from "./documents.ts";

const HOUR_MS = 3_600_000;
export const DISABLED_AFTER_MS = DISABLED_AFTER_DAYS * 24 * HOUR_MS;

export function createWebhook(
  owned: number,
  input: { readonly url: string; readonly types: readonly string[]; readonly description?: string | undefined },
  asked: Asked & { readonly by: string },
  made: { readonly secret: string; readonly position: number },
): Refusal | Outcome<{ id: string; state: WebhookState }> {
  if (owned >= WEBHOOKS_OF_ONE_PARTNER_MAX) {
    return refuse("too-many-webhooks", `You have ${WEBHOOKS_OF_ONE_PARTNER_MAX} webhooks, the most there can be. Delete one first.`);
  }
  const id = asked.newId();
  const state: WebhookState = {
    owner: asked.by,
    url: input.url,
    types: input.types,
    ...(input.description !== undefined && { description: input.description }),
    status: "enabled",
    secrets: { current: made.secret },
    position: made.position,
    failures: 0,
    createdAtMs: asked.atMs,
  };
  // Awake from the start: the first task finds what came meanwhile, and puts the lane to sleep properly.
  const lane: Write = put(laneDocument, id, { awake: true, types: input.types });
  return { writes: [put(webhookDocument, id, state), lane], tasks: [deliverTask(id, "created", asked.atMs)], answer: { id, state } };
}

export type Change = {
  readonly url?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly status?: "enabled" | "disabled" | undefined;
};

export function changeWebhook(webhook: Loaded<WebhookState>, lane: Loaded<Lane> | undefined, change: Change, asked: Asked): Outcome<WebhookState> {
  const types = change.types ?? webhook.state.types;
  const changed: WebhookState = {
    ...webhook.state,
    types,
    ...(change.url !== undefined && { url: change.url }),
    ...(change.description !== undefined && { description: change.description }),
  };
  const state = withStatus(changed, change.status ?? changed.status);
  const wakes = state.status === "enabled" && lane?.state.awake !== true;
  return {
    writes: [put(webhookDocument, webhook.id, state), put(laneDocument, webhook.id, { awake: wakes || lane?.state.awake === true, types })],
    tasks: wakes ? [deliverTask(webhook.id, asked.newId(), asked.atMs)] : [],
    answer: state,
  };
}

function withStatus(state: WebhookState, status: "enabled" | "disabled"): WebhookState {
  if (status === state.status) return state;
  const { reason: _, failingSinceMs: __, nextAttemptAtMs: ___, ...rest } = state;
  return status === "enabled" ? { ...rest, status, failures: 0 } : { ...rest, status, reason: "by-owner" };
}

export function deleteWebhook(webhook: Loaded<WebhookState>): Outcome<Record<string, never>> {
  return { writes: [remove(webhookDocument, webhook.id), remove(laneDocument, webhook.id)], answer: {} };
}

export function rotateSecret(webhook: Loaded<WebhookState>, secret: string, asked: Asked): Outcome<{ secret: string }> {
  const old = { secret: webhook.state.secrets.current, untilMs: asked.atMs + OLD_SECRET_HOURS * HOUR_MS };
  return { writes: [put(webhookDocument, webhook.id, { ...webhook.state, secrets: { current: secret, old } })], answer: { secret } };
}

/** Goes back to a position and delivers from there once more. */
export function replayWebhook(webhook: Loaded<WebhookState>, lane: Loaded<Lane> | undefined, position: number, asked: Asked): Outcome<WebhookState> {
  const state = { ...webhook.state, position };
  const wakes = state.status === "enabled" && lane?.state.awake !== true;
  return {
    writes: [
      put(webhookDocument, webhook.id, state),
      put(laneDocument, webhook.id, { types: state.types, awake: wakes || lane?.state.awake === true }),
    ],
    tasks: wakes ? [deliverTask(webhook.id, asked.newId(), asked.atMs)] : [],
    answer: state,
  };
}
