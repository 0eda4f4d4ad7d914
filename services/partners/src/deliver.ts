import type { World } from "@teilhabe/platform/clock";
import type { TaskHandler } from "@teilhabe/platform/module";
import type { Loaded, Outcome } from "@teilhabe/platform/rule";
import type { Agent } from "undici";
import { type Attempted, afterAttempts, fallAsleep } from "./domain/after-attempts.ts";
import { type DeliveryState, HEAD_ID, headDocument, laneDocument, type WebhookState, webhookDocument } from "./domain/documents.ts";
import type { PartnerQueries } from "./queries/partner-queries.ts";
import { postEvent } from "./sending/post-event.ts";

/** One task sends at most so many events, one after the other, then makes room for others. */
const EVENTS_AT_ONCE_MAX = 50;
/** A task ends well within its lease: no further event is begun after this time. */
const ROUND_MS = 30_000;

export type Delivering = { readonly agent: Agent; readonly queries: PartnerQueries; readonly world: World };

/** Sends what is due to one webhook; one dead receiver holds up its own lane only. */
export function delivering(parts: Delivering): TaskHandler<{ webhook: string }> {
  return async (desk, { webhook: id }, asked): Promise<Outcome<unknown> | undefined> => {
    const head = await desk.load(headDocument, HEAD_ID);
    const [webhook, lane] = [await desk.load(webhookDocument, id), await desk.load(laneDocument, id)];
    if (webhook === undefined || lane === undefined) return undefined;
    if (webhook.state.status === "disabled") return fallAsleep(lane, head);
    const attempted = await attempt(parts, webhook);
    return attempted === undefined ? fallAsleep(lane, head) : afterAttempts(webhook, attempted, asked);
  };
}

async function attempt({ agent, queries, world }: Delivering, webhook: Loaded<WebhookState>): Promise<Attempted | undefined> {
  const { state } = webhook;
  const entries = await queries.entriesAfter(state.position, state.types, EVENTS_AT_ONCE_MAX);
  if (entries.length === 0) return undefined;
  const deliveries: DeliveryState[] = [];
  const untilMs = world.nowMs() + ROUND_MS;
  let position = state.position;
  for (const entry of entries) {
    const atMs = world.nowMs();
    if (atMs > untilMs) break;
    const { retryAfterMs, ...posted } = await postEvent(agent, state, entry.event, atMs);
    deliveries.push({ webhook: webhook.id, event: entry.event.id, type: entry.event.type, test: false, atMs, ms: world.nowMs() - atMs, ...posted });
    if (posted.outcome !== "delivered") {
      const failed = { gone: posted.status === 410, chance: world.randomBytes(1)[0] ?? 0, ...(retryAfterMs !== undefined && { retryAfterMs }) };
      return { deliveries, position, failed };
    }
    position = entry.position;
  }
  return { deliveries, position };
}
