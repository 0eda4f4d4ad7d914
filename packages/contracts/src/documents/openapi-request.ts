import { z } from "zod";
import type { Operation } from "../operation.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { fieldsOf, placesOf, takesIdempotencyKey, takesIfMatch } from "./places.ts";

/** Parameters of path, query and headers, as OpenAPI has them. */
export function parametersOf(operation: Operation): readonly unknown[] {
  const { path, query } = placesOf(operation);
  return [
    ...path.map((field) => parameterOf(operation, field, "path")),
    ...query.map((field) => parameterOf(operation, field, "query")),
    ...(takesIdempotencyKey(operation) ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(takesIfMatch(operation) ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
    ...(operation.http?.streams === undefined ? [] : [{ $ref: "#/components/parameters/LastEventId" }]),
  ];
}

function parameterOf(operation: Operation, name: string, place: "path" | "query"): unknown {
  const shape = fieldsOf(operation)[name];
  if (shape === undefined) throw new Error(`${operation.name}: the input has no field ${name}, which the path names`);
  const { description, ...schema } = jsonSchemaOf(shape, "input");
  return {
    name,
    in: place,
    required: place === "path" || !shape.safeParse(undefined).success,
    ...(description !== undefined && { description }),
    ...(schema["type"] === "array" && { style: "form", explode: false }),
    schema,
    ...examplesOf(operation, (input) => input[name]),
  };
}

/** @returns undefined for an operation whose request has no body */
export function requestBodyOf(operation: Operation): unknown {
  const takes = operation.http?.takes;
  if (takes !== undefined) {
    const schema = takes.encoding === "base64" ? { type: "string", format: "binary" } : rawSchemaOf(operation, takes.field);
    const examples = examplesOf(operation, (input) => rawExample(input[takes.field], takes.encoding));
    // No body is an empty one.
    const required = !(fieldsOf(operation)[takes.field]?.safeParse("").success ?? false);
    return { required, content: Object.fromEntries(takes.types.map((type) => [type, { schema, ...examples }])) };
  }
  const { body } = placesOf(operation);
  if (body.length === 0) return undefined;
  const examples = examplesOf(operation, (input) => only(input, body));
  return { required: needsBody(operation, body), content: { "application/json": { schema: bodySchemaOf(operation, body), ...examples } } };
}

function rawSchemaOf(operation: Operation, field: string): JsonSchema {
  const shape = fieldsOf(operation)[field];
  return shape === undefined ? { type: "string" } : jsonSchemaOf(shape, "input");
}

function rawExample(value: unknown, encoding: "text" | "base64"): unknown {
  return encoding === "text" ? value : undefined;
}

/** The gateway names fields that it does not know, instead of overlooking them. */
function bodySchemaOf(operation: Operation, body: readonly string[]): JsonSchema {
  const fields = fieldsOf(operation);
  const shape = z.object(Object.fromEntries(body.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]]))));
  return { ...jsonSchemaOf(shape, "input"), additionalProperties: false };
}

function needsBody(operation: Operation, body: readonly string[]): boolean {
  const fields = fieldsOf(operation);
  return body.some((field) => fields[field]?.safeParse(undefined).success === false);
}

function examplesOf(operation: Operation, part: (input: Record<string, unknown>) => unknown): { examples?: unknown } {
  const named = (operation.examples ?? []).flatMap((input, index) => {
    const value = part(input as Record<string, unknown>);
    return value === undefined ? [] : [[`example${index + 1}`, { value }]];
  });
  return named.length === 0 ? {} : { examples: Object.fromEntries(named) };
}

function only(input: Record<string, unknown>, fields: readonly string[]): unknown {
  return Object.fromEntries(fields.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]));
}
