import type { IncomingMessage } from "node:http";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { PAGE_LIMIT_MAX } from "@teilhabe/contracts/shapes";
import { invalidInput } from "@teilhabe/platform/serve";
import { parseJsonObject, readBody, textOf, wrongMediaType } from "./body.ts";
import { readQuery, unknownFields } from "./query.ts";
import type { Route } from "./route.ts";

/** A request's input, as the contract says it must be, and the bytes that the client sent. */
export type ReadInput = { readonly input: Readonly<Record<string, unknown>>; readonly sent: Buffer };

const JSON_TYPES = ["application/json"];
const NOTHING = Buffer.alloc(0);

/** Puts path, query and body together, and holds them against the contract. */
export async function readInput(request: IncomingMessage, route: Route, parameters: readonly string[], query: string): Promise<ReadInput | Refusal> {
  const input: Record<string, unknown> = {};
  const faulty = readPath(route, parameters, input) ?? readQuery(query, route.query, input);
  if (faulty !== undefined) return faulty;
  if (route.http.streams !== undefined) takePosition(request, input);
  const sent = await readFromBody(request, route, input);
  if (isRefusal(sent)) return sent;
  const parsed = route.operation.input.safeParse(input);
  return parsed.success ? { input: parsed.data as Record<string, unknown>, sent } : invalidInput(parsed.error);
}

/** Last-Event-ID is newer than the address that a client began with. The page's size is not the client's to choose. */
function takePosition({ headers }: IncomingMessage, input: Record<string, unknown>): void {
  const seen = headers["last-event-id"];
  if (seen !== undefined && seen !== "") input["after"] = seen;
  input["limit"] = PAGE_LIMIT_MAX;
}

function readPath(route: Route, parameters: readonly string[], input: Record<string, unknown>): Refusal | undefined {
  for (const [index, [field, read]] of route.path.entries()) {
    const text = decoded(parameters[index] ?? "");
    if (text === undefined)
      return refuse("invalid-input", "The path is not percent-encoded UTF-8.", { errors: [{ pointer: `/${field}`, message: "cannot be decoded" }] });
    input[field] = read([text]);
  }
  return undefined;
}

function decoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

async function readFromBody(request: IncomingMessage, route: Route, input: Record<string, unknown>): Promise<Buffer | Refusal> {
  const { takes } = route.http;
  if (takes === undefined && route.body.size === 0) return NOTHING;
  const wrong = wrongMediaType(request, takes?.types ?? JSON_TYPES);
  if (wrong !== undefined) return wrong;
  const sent = await readBody(request);
  if (isRefusal(sent)) return sent;
  const faulty = takes === undefined ? takeFields(sent, route, input) : takeRaw(sent, takes, input);
  return faulty ?? sent;
}

function takeFields(sent: Buffer, route: Route, input: Record<string, unknown>): Refusal | undefined {
  const parsed = parseJsonObject(sent);
  if (isRefusal(parsed)) return parsed;
  const unknown = Object.keys(parsed.fields).filter((field) => !route.body.has(field));
  if (unknown.length > 0) return unknownFields(unknown, [...route.body]);
  Object.assign(input, parsed.fields);
  return undefined;
}

function takeRaw(sent: Buffer, takes: NonNullable<Route["http"]["takes"]>, input: Record<string, unknown>): Refusal | undefined {
  const value = takes.encoding === "text" ? textOf(sent) : sent.toString("base64");
  if (typeof value !== "string") return value;
  input[takes.field] = value;
  return undefined;
}
