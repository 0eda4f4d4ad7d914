import { z } from "zod";
import type { Operation } from "../operation.ts";
import { hasField } from "./json-schema.ts";

/** Where a request carries each field of the input. */
export type Places = {
  readonly path: readonly string[];
  readonly query: readonly string[];
  /** Fields of the JSON body. */
  readonly body: readonly string[];
};

/** The fields of an operation's flat input, by name. */
export function fieldsOf(operation: Operation): Readonly<Record<string, z.ZodType>> {
  return operation.input instanceof z.ZodObject ? (operation.input.shape as Record<string, z.ZodType>) : {};
}

/** @returns all empty for an operation without a route */
export function placesOf(operation: Operation): Places {
  const { http } = operation;
  if (http === undefined) return { path: [], query: [], body: [] };
  const path = [...http.path.matchAll(/\{\+?([^}]+)\}/g)].map((match) => match[1] ?? "");
  const others = Object.keys(fieldsOf(operation)).filter((field) => !path.includes(field));
  // The gateway chooses how many events of a stream it reads at once.
  if (http.streams !== undefined) return { path, query: others.filter((field) => field !== "limit"), body: [] };
  if (http.method === "GET" || http.method === "DELETE") return { path, query: others, body: [] };
  if (http.takes === undefined) return { path, query: [], body: others };
  return { path, query: others.filter((field) => field !== http.takes?.field), body: [] };
}

/** A POST takes an Idempotency-Key unless it is idempotent by what it names. */
export function takesIdempotencyKey(operation: Operation): boolean {
  return operation.http?.method === "POST" && operation.http.idempotent !== true;
}

/** What changes a thing that has a version may name the version it means. */
export function takesIfMatch(operation: Operation): boolean {
  if (operation.http === undefined || operation.http.method === "GET") return false;
  return placesOf(operation).path.length > 0 && hasField(operation.output, "version");
}

/** A page of a list, with a `next` while there is more. */
export function givesPages(operation: Operation): boolean {
  return operation.http?.method === "GET" && hasField(operation.output, "items") && hasField(operation.output, "next");
}
