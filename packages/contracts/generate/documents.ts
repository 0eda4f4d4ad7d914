import type { Contract } from "../src/contract.ts";
import { asyncApiOf } from "../src/documents/asyncapi.ts";
import { eventSchemaOf } from "../src/documents/event-schema.ts";
import { openApiOf } from "../src/documents/openapi.ts";

/** Every generated file: its path under `generated/` and its text. */
export function generatedFiles(contracts: readonly Contract[]): ReadonlyMap<string, string> {
  const events = contracts.flatMap((contract) => Object.values(contract.events));
  return new Map<string, string>([
    ["openapi.json", textOf(openApiOf(contracts))],
    ["asyncapi.json", textOf(asyncApiOf(contracts))],
    ...events.map((event) => [`schemas/${event.type}.json`, textOf(eventSchemaOf(event))] as const),
  ]);
}

export function textOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
