import type { Operation } from "../operation.ts";
import { refusalsByStatus } from "./answers.ts";
import { hasField, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { givesPages } from "./places.ts";

/** Every answer of an operation, as OpenAPI has them: the good one, then each refusal as problem+json with its codes. */
export function responsesOf(operation: Operation): Record<string, unknown> {
  const refusals = [...refusalsByStatus(operation)].map(([status, codes]) => [
    String(status),
    { $ref: `#/components/responses/${problemName(status, codes)}` },
  ]);
  const unchanged = givesEtag(operation) ? [["304", { description: "Not changed since the ETag of If-None-Match.", headers: headers("ETag") }]] : [];
  return { [String(operation.http?.status ?? 200)]: accepted(operation), ...Object.fromEntries(unchanged), ...Object.fromEntries(refusals) };
}

function givesEtag(operation: Operation): boolean {
  return operation.http?.method === "GET" && operation.http.streams === undefined;
}

function accepted(operation: Operation): unknown {
  const { http } = operation;
  if (http?.status === 204) return { description: "Done.", headers: headers() };
  if (http?.streams !== undefined)
    return { description: STREAM, headers: headers(), content: { "text/event-stream": { schema: { type: "string" } } } };
  const names = [
    ...(givesEtag(operation) || hasField(operation.output, "version") ? (["ETag"] as const) : []),
    ...(givesPages(operation) ? (["Link"] as const) : []),
    ...(http?.makes === undefined ? [] : (["Location"] as const)),
  ];
  return { description: "Done.", headers: headers(...names), content: contentOf(operation) };
}

const STREAM = "A live stream: `id` is a cursor to go on from, `data` is JSON. An event `reset` says that the cursor is too old and where to go on.";

function contentOf(operation: Operation): unknown {
  const gives = operation.http?.gives;
  if (gives === undefined) return { "application/json": { schema: jsonSchemaOf(operation.output, "output") } };
  const text: JsonSchema = hasField(operation.output, "base64") ? { type: "string", format: "binary" } : { type: "string" };
  // JSON of a form of its own, such as a signed document: any.
  return Object.fromEntries(gives.map((type) => [type, { schema: /[/+]json$/.test(type) ? {} : text }]));
}

/** Every problem that these operations answer, once each, under the name that `responsesOf` refers to. */
export function problemsOf(operations: readonly Operation[]): Record<string, unknown> {
  const answered = operations.flatMap((operation) => [...refusalsByStatus(operation)]);
  return Object.fromEntries(answered.map(([status, codes]) => [problemName(status, codes), problemOf(status, codes)]));
}

function problemName(status: number, codes: readonly string[]): string {
  return [status, ...codes].join(".");
}

function problemOf(status: number, codes: readonly string[]): unknown {
  const schema = { allOf: [{ $ref: "#/components/schemas/Problem" }, { type: "object", properties: { code: { enum: codes } } }] };
  return {
    description: codes.join(", "),
    headers: headers(...(status === 429 || status === 503 ? (["Retry-After"] as const) : [])),
    content: { "application/problem+json": { schema } },
  };
}

function headers(...more: readonly ("ETag" | "Link" | "Location" | "Retry-After")[]): Record<string, unknown> {
  const names = ["X-Request-Id", "RateLimit", "RateLimit-Policy", ...more];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
