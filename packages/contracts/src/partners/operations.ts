import { z } from "zod";
import { CloudEvent } from "../event.ts";
import { defineOperation } from "../operation.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import { Id, pageOf, pageRequest } from "../shapes.ts";
import { Delivery, EventCursor, EventType, LoggedEvent, TYPES_MAX, Webhook, WebhookUrl, webhookExample, webhookFields } from "./shapes.ts";

const partners = { grants: ["partner", "operator"] } as const;
const webhook = z.object({ webhook: Id });
const example = { webhook: webhookExample };
const notFound = { "webhook-not-found": 404 } as const;
const limits = { "too-many-webhooks": 409, "forbidden-address": 422 } as const;
const types = z.array(EventType).max(TYPES_MAX).optional().meta({ description: "Only these types." });
const read = { after: EventCursor.optional(), limit: pageRequest.limit, types };
const logPage = z.object({ items: z.array(LoggedEvent), next: EventCursor });
const tooOld = { "cursor-outdated": 410 } as const;

export const readEvents = defineOperation({
  name: "partners.read-events",
  summary: "The public event log, oldest first",
  description:
    "Every public event, at least once, in the order of its subject once repeated ids are dropped. `next` is always given: ask again with it as `after`. " +
    "A cursor of before a rebuild answers 410; its fact `after`, where given, is where to begin.",
  access: "anyone",
  http: { method: "GET", path: "/events" },
  input: z.object(read),
  output: logPage,
  refusals: tooOld,
  examples: [{}, { limit: 10, types: ["ideas.idea-published.v1"] }],
});

export const streamEvents = defineOperation({
  name: "partners.stream-events",
  summary: "The public event log, live",
  description:
    "Server-sent events: `id` is the cursor, `data` the CloudEvent. Goes on after `Last-Event-ID` or `after`. A `reset` event means: that cursor is too old.",
  access: "anyone",
  http: { method: "GET", path: "/events/stream", streams: { hint: "partners", data: "event", shared: true } },
  input: z.object(read),
  output: logPage,
  refusals: tooOld,
});

export const createWebhook = defineOperation({
  name: "partners.create-webhook",
  summary: "Registers a webhook",
  description: "From now on every public event of its types is sent there, signed as Standard Webhooks says. The secret is shown this once.",
  access: partners,
  http: { method: "POST", path: "/webhooks", status: 201, makes: "/webhooks/{id}" },
  input: z.object(webhookFields),
  output: Webhook.extend({ secret: z.string() }),
  refusals: limits,
  examples: [{ url: "https://partner.example/teilhabe", types: ["ideas.idea-published.v1"] }],
});

export const listWebhooks = defineOperation({
  name: "partners.list-webhooks",
  summary: "One's own webhooks",
  access: partners,
  http: { method: "GET", path: "/webhooks" },
  input: z.object(pageRequest),
  output: pageOf(Webhook),
  refusals: {},
  examples: [{}],
});

export const readWebhook = defineOperation({
  name: "partners.read-webhook",
  summary: "One webhook",
  access: partners,
  http: { method: "GET", path: "/webhooks/{webhook}" },
  input: webhook,
  output: Webhook,
  refusals: notFound,
  examples: [example],
});

export const changeWebhook = defineOperation({
  name: "partners.change-webhook",
  summary: "Changes a webhook, disables or enables it again",
  description: "Enabled again, it goes on where it stopped.",
  access: partners,
  http: { method: "PATCH", path: "/webhooks/{webhook}" },
  input: z.object({
    webhook: Id,
    url: WebhookUrl.optional(),
    types: webhookFields.types.unwrap().optional(),
    description: webhookFields.description,
    status: z.enum(["enabled", "disabled"]).optional(),
  }),
  output: Webhook,
  refusals: { ...notFound, "forbidden-address": 422 },
  examples: [{ ...example, status: "disabled" }],
});

export const deleteWebhook = defineOperation({
  name: "partners.delete-webhook",
  summary: "Deletes a webhook and its deliveries",
  access: partners,
  http: { method: "DELETE", path: "/webhooks/{webhook}", status: 204 },
  input: webhook,
  output: z.object({}),
  refusals: notFound,
  examples: [example],
});

export const rotateSecret = defineOperation({
  name: "partners.rotate-secret",
  summary: "A new secret; the old one signs along for a day",
  access: partners,
  http: { method: "POST", path: "/webhooks/{webhook}/secret", status: 201 },
  input: webhook,
  output: z.object({ secret: z.string() }),
  refusals: notFound,
  examples: [example],
});

export const sendTestEvent = defineOperation({
  name: "partners.send-test-event",
  summary: "Sends a test event; see the deliveries for what became of it",
  access: partners,
  http: { method: "POST", path: "/webhooks/{webhook}/test", status: 202 },
  input: webhook,
  output: z.object({ event: CloudEvent }),
  refusals: notFound,
  examples: [example],
});

export const listDeliveries = defineOperation({
  name: "partners.list-deliveries",
  summary: "What was sent to a webhook lately, newest first",
  access: partners,
  http: { method: "GET", path: "/webhooks/{webhook}/deliveries" },
  input: z.object({ webhook: Id, ...pageRequest }),
  output: pageOf(Delivery),
  refusals: notFound,
  examples: [example],
});

export const replayWebhook = defineOperation({
  name: "partners.replay-webhook",
  summary: "Sends everything after a cursor once more",
  access: partners,
  http: { method: "POST", path: "/webhooks/{webhook}/replay", status: 202 },
  input: z.object({ webhook: Id, after: EventCursor.optional().meta({ description: "The beginning of the log unless given." }) }),
  output: Webhook,
  refusals: { ...notFound, ...tooOld },
  examples: [example],
});

export const readPersonData = readPersonDataOperation("partners");
