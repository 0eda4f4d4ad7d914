import type { CloudEvent } from "@teilhabe/contracts/event";
import type { World } from "@teilhabe/platform/clock";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import type { Agent } from "undici";
import { deliveryDocument, type WebhookState, webhookDocument } from "./domain/documents.ts";
import { postEvent } from "./sending/post-event.ts";

export const SEND_TEST = "send-test-event";
const TYPE = "partners.test.v1";

/** A made-up event that is in no log, sent once, outside the lane of the real ones. */
export function testOutcome(webhook: Loaded<WebhookState>, asked: Asked, publicUrl: string): Outcome<{ event: CloudEvent }> {
  const id = `test/${asked.newId()}`;
  const event: CloudEvent = {
    specversion: "1.0",
    id,
    source: `${publicUrl}/partners`,
    type: TYPE,
    subject: webhook.id,
    time: asked.at,
    datacontenttype: "application/json",
    dataschema: `${publicUrl}/schemas/${TYPE}.json`,
    data: { webhook: webhook.id },
  };
  const task = { kind: SEND_TEST, id, key: id, dueAtMs: asked.atMs, data: { webhook: webhook.id, event } };
  return { tasks: [task], answer: { event } };
}

export function sendingTest({ agent, world }: { readonly agent: Agent; readonly world: World }): TaskHandler<{ webhook: string; event: CloudEvent }> {
  return async (desk, { webhook: id, event }, asked) => {
    const webhook = await desk.load(webhookDocument, id);
    if (webhook === undefined) return undefined;
    const atMs = world.nowMs();
    const { retryAfterMs: _, ...posted } = await postEvent(agent, webhook.state, event, atMs);
    const delivery = { webhook: id, event: event.id, type: event.type, test: true, atMs, ms: world.nowMs() - atMs, ...posted };
    return { writes: [put(deliveryDocument, asked.newId(), delivery)], answer: undefined };
  };
}
