import type { Contract } from "../contract.ts";
import { CloudEvent, type EventDefinition } from "../event.ts";
import { eventSchemaOf } from "./event-schema.ts";
import { jsonSchemaOf } from "./json-schema.ts";

/**
 * The AsyncAPI 3 document of all events: a channel for each service's stream, and one for the public event log that partners read.
 * https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApiOf(contracts: readonly Contract[]): Record<string, unknown> {
  const telling = contracts.filter((contract) => Object.keys(contract.events).length > 0);
  const all = telling.flatMap((contract) => Object.values(contract.events));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Teilhabe events",
      version: "1.0.0",
      description: "CloudEvents 1.0 in structured JSON. Public events carry ids, codes, counts and times only.",
      license: { name: "EUPL-1.2" },
    },
    defaultContentType: "application/cloudevents+json",
    channels: {
      ...Object.fromEntries(telling.map((contract) => [contract.service, streamOf(contract)])),
      "public-events": publicLog(all.filter((event) => event.audience === "public")),
    },
    operations: {
      ...Object.fromEntries(telling.map(({ service }) => [`send-${service}`, { action: "send", channel: { $ref: `#/channels/${service}` } }])),
      "send-public-events": { action: "send", channel: { $ref: "#/channels/public-events" } },
    },
    components: {
      messages: Object.fromEntries(all.map((event) => [event.type, messageOf(event)])),
      schemas: { CloudEvent: jsonSchemaOf(CloudEvent, "input") },
    },
  };
}

function streamOf({ service, description, events }: Contract): unknown {
  return {
    address: `events.${service}`,
    description: `Inside the platform: the stream of ${service}. ${description}`,
    messages: refs(Object.values(events)),
  };
}

function publicLog(events: readonly EventDefinition[]): unknown {
  return {
    address: "/v1/events/stream",
    description: "For partners, over HTTP: server-sent events here, pages at /v1/events, signed webhooks by /v1/webhooks.",
    messages: refs(events),
  };
}

function refs(events: readonly EventDefinition[]): Record<string, unknown> {
  return Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]));
}

function messageOf(event: EventDefinition): unknown {
  const { $schema: _, $id: __, ...data } = eventSchemaOf(event);
  return {
    name: event.type,
    title: event.type,
    summary: event.description,
    contentType: "application/cloudevents+json",
    tags: [{ name: event.audience }],
    payload: {
      allOf: [{ $ref: "#/components/schemas/CloudEvent" }, { type: "object", properties: { type: { const: event.type }, data } }],
    },
    examples: [{ name: "example", payload: exampleOf(event) }],
  };
}

/** A whole CloudEvent around an event's example. */
export function exampleOf(event: EventDefinition): CloudEvent {
  const service = event.type.split(".", 1)[0];
  const subject = String(event.example[event.subject]);
  return {
    specversion: "1.0",
    id: `${subject}:1:0`,
    source: `https://teilhabe.example/${service}`,
    type: event.type,
    subject,
    time: "2026-11-23T10:00:00.000Z",
    datacontenttype: "application/json",
    dataschema: `https://teilhabe.example/schemas/${event.type}.json`,
    data: { ...event.example },
  };
}
