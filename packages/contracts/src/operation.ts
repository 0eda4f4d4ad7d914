import type { z } from "zod";

/**
 * Who may ask: `anyone` (no token), `person` (any token), holders of one of these kinds of grant, or `service`
 * (other modules only; such an operation has no route).
 */
export type Access = "anyone" | "person" | "service" | { readonly grants: readonly string[] };

/**
 * Where a request carries the input's fields: those in braces in the path; the others in the query for GET and DELETE, in a JSON body for
 * POST, PUT and PATCH. Query fields are numbers, integers, booleans, strings, enums, or lists of these (separated by commas, or repeated).
 */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Under `/v1`, with fields of the input in braces: `/ideas/{idea}`. A last `{+field}` takes all segments that are left (RFC 6570, 3.2.3). */
  readonly path: `/${string}`;
  /** Of the answer; 200 unless given. 204 has no body. */
  readonly status?: 200 | 201 | 202 | 204;
  /** With 201: where what was made is read: a path with fields of the answer, or else of the input, in braces. It goes out as `Location`. */
  readonly makes?: `/${string}`;
  /** Media types of a raw body, and the field of the input that takes it (text as it is, anything else as base64). */
  readonly takes?: { readonly types: readonly string[]; readonly field: string; readonly encoding: "text" | "base64" };
  /** The answer is `{ mediaType, base64 }` or `{ mediaType, text }` and goes out as these bytes. */
  readonly gives?: readonly string[];
  /** May be kept by caches for so many seconds; published content that nobody's token changes. */
  readonly cacheSeconds?: number;
  /** A POST that is idempotent by what it names, such as a vote: it takes no Idempotency-Key. */
  readonly idempotent?: true;
  /**
   * Whoever asks must not say who they are: a request with `Authorization` or a cookie is refused, and begins a new trace, so that nothing joins it with what the
   * same person asks elsewhere.
   */
  readonly anonymous?: true;
  /** The route is a live stream. */
  readonly streams?: Streamed;
};

/**
 * Makes a GET operation a live stream (text/event-stream). Its handler stays an ordinary query for one page, oldest first:
 * - input: `after` (optional: absent means from the beginning) and `limit` as in `pageRequest`; the gateway sets both. Other fields filter.
 * - output: `{ items, next }`, where each item has a `cursor` (string) and `next`, always given, is where to go on;
 *   fewer items than `limit` mean that there are no more now.
 * - a refusal with status 410 (a cursor that is too old or of another epoch) becomes a `reset` event with the refusal's `facts` as data,
 *   and the stream ends; the refusal's fact `after`, if given, is where to go on.
 * The gateway asks for the pages after the cursor named by Last-Event-ID or `?after=`, then again whenever the service hints. Each item is sent as
 * `id: <cursor>` and `data: <item[data]>` (or the whole item).
 */
export type Streamed = {
  /** The service whose stream's growth, or `announce()`, says that there may be more. */
  readonly hint: string;
  /** The field of an item that is sent; the whole item unless given. */
  readonly data?: string;
  /** What it gives depends on the input alone, not on who asks: all caught-up clients share one reader. */
  readonly shared?: true;
};

/** Something a caller may ask of a service, as data. Routes, documents, the client and handler types are made from it. */
export type Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  /** `service.verb-noun`, such as `ideas.submit-idea`. */
  readonly name: `${string}.${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** Absent for what only modules ask. */
  readonly http?: Route;
  /** One flat object: fields of path, query and body together. */
  readonly input: Input;
  readonly output: Output;
  /** Every expected "no" of its own with the HTTP status that it becomes. */
  readonly refusals: Readonly<Record<string, 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503>>;
  /** Whole inputs that are accepted, given what they name exists. For documents and fuzzers. */
  readonly examples?: readonly z.input<Input>[];
};

export function defineOperation<const Input extends z.ZodType, const Output extends z.ZodType>(
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return operation;
}

export type InputOf<O> = O extends Operation<infer Input, z.ZodType> ? z.output<Input> : never;
export type SentTo<O> = O extends Operation<infer Input, z.ZodType> ? z.input<Input> : never;
export type OutputOf<O> = O extends Operation<z.ZodType, infer Output> ? z.output<Output> : never;

/** Does asking it change anything? Everything but GET does, and so does what only modules ask, unless its verb is `read`, `list`, `find` or `get`. */
export function isQuery(operation: Operation): boolean {
  if (operation.http !== undefined) return operation.http.method === "GET";
  return /\.(read|list|find|get)-/.test(operation.name);
}
