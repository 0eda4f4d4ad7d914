import type { EventDefinition } from "../event.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

/** The published JSON Schema of an event's `data`: the tolerant side, as a reader should hold it. */
export function eventSchemaOf(event: EventDefinition): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `/schemas/${event.type}.json`,
    title: event.type,
    description: event.description,
    ...jsonSchemaOf(event.data, "input"),
    examples: [event.example],
  };
}
