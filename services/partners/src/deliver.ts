import type { CloudEvent } from "@teilhabe/contracts/event";
import type { World } from "@teilhabe/platform/clock";
import type { TaskHandler } from "@teilhabe/platform/module";
import type { Loaded, Outcome } from "@teilhabe/platform/rule";
import type { Agent } from "undici";
import { type Attempted, afterAttempts, fallAsleep } from "./domain/after-attempts.ts";
import { type DeliveryState, HEAD_ID, headDocument, laneDocument, type WebhookState, webhookDocument } from "./domain/documents.ts";
import type { LogEntry, PartnerQueries } from "./queries/partner-queries.ts";
import { postEvent } from "./sending/post-event.ts";

/** One task sends at most so many events, then makes room for others. */
const EVENTS_MAX = 50;
/** So many are on their way to one receiver at the same time, once it has taken the first of a round. */
const EVENTS_AT_ONCE_MAX = 8;
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
  const entries = await queries.entriesAfter(state.position, state.types, EVENTS_MAX);
  if (entries.length === 0) return undefined;
  const deliveries: DeliveryState[] = [];
  const untilMs = world.nowMs() + ROUND_MS;
  let position = state.position;
  for (let begun = 0; begun < entries.length && world.nowMs() <= untilMs; ) {
    const wave = nextWave(entries.slice(begun, begun + (begun === 0 ? 1 : EVENTS_AT_ONCE_MAX)));
    begun += wave.length;
    const sent = await Promise.all(wave.map((entry) => send(agent, world, webhook, entry.event)));
    deliveries.push(...sent.map(({ delivery }) => delivery));
    const failed = sent.findIndex(({ delivery }) => delivery.outcome !== "delivered");
    position = wave[(failed === -1 ? sent.length : failed) - 1]?.position ?? position;
    const failure = sent[failed];
    if (failure !== undefined) return { deliveries, position, failed: { ...failure.again, chance: world.randomBytes(1)[0] ?? 0 } };
  }
  return { deliveries, position };
}

/** The first of these that are of different subjects: those of one subject arrive one after the other. */
function nextWave(entries: readonly LogEntry[]): readonly LogEntry[] {
  const subjects = new Set<string>();
  for (const [place, { event }] of entries.entries()) {
    if (subjects.has(event.subject)) return entries.slice(0, place);
    subjects.add(event.subject);
  }
  return entries;
}

async function send(agent: Agent, world: World, { id, state }: Loaded<WebhookState>, event: CloudEvent) {
  const atMs = world.nowMs();
  const { retryAfterMs, ...posted } = await postEvent(agent, state, event, atMs);
  const delivery: DeliveryState = { webhook: id, event: event.id, type: event.type, test: false, atMs, ms: world.nowMs() - atMs, ...posted };
  return { delivery, again: { gone: posted.status === 410, ...(retryAfterMs !== undefined && { retryAfterMs }) } };
}
