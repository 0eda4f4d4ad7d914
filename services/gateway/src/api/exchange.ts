import type { IncomingMessage, ServerResponse } from "node:http";
import { type Quota, WINDOW_S } from "../limits/quotas.ts";
import { DATA_POLICY } from "./headers.ts";
import type { Reply } from "./reply.ts";

/** A request, its response, and what every answer to it carries. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Flat list of headers that every answer carries: security, CORS. */
  readonly common: readonly string[];
  quota?: Quota;
};

/** Sends the reply, unless the client has gone or something was sent already. */
export function send(exchange: Exchange, { status, headers, body }: Reply): void {
  const { response } = exchange;
  if (response.headersSent || response.destroyed) return;
  const all = [...commonHeaders(exchange), ...headers];
  if (!headers.includes("content-security-policy")) all.push("content-security-policy", DATA_POLICY);
  if (status !== 204 && status !== 304) all.push("content-length", String(Buffer.byteLength(body)));
  response.writeHead(status, all);
  response.end(body);
}

/** Security, CORS, the request's id, and what is left of the quota (draft-ietf-httpapi-ratelimit-headers-11). */
export function commonHeaders({ common, requestId, quota }: Exchange): string[] {
  const headers = [...common, "x-request-id", requestId];
  if (quota === undefined) return headers;
  headers.push("ratelimit-policy", `"requests";q=${quota.limit};w=${WINDOW_S}`, "ratelimit", `"requests";r=${quota.remaining};t=${quota.resetS}`);
  return headers;
}
