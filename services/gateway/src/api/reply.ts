import { hash } from "node:crypto";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { PROBLEM_TYPE, problemOf } from "@teilhabe/platform/http/problem";

/** What goes out; `headers` is a flat list of names and values. */
export type Reply = { readonly status: number; readonly headers: readonly string[]; readonly body: string | Buffer };

export const NOT_STORED = ["cache-control", "no-store"];
const RETRY_AFTER_S = 1;

/** A refusal as problem+json; when the cause passes by itself, with the seconds after which to try again. */
export function problemReply(status: number, refusal: Refusal, requestId: string, retryAfterS = RETRY_AFTER_S): Reply {
  const headers = ["content-type", PROBLEM_TYPE, ...NOT_STORED];
  if (status === 429 || status === 503) headers.push("retry-after", String(retryAfterS));
  if (status === 401) headers.push("www-authenticate", challengeOf(refusal));
  // The rest of a body that is too long is not waited for.
  if (status === 413) headers.push("connection", "close");
  return { status, headers, body: JSON.stringify(problemOf(status, refusal, requestId)) };
}

/** RFC 6750, section 3. */
function challengeOf({ refused, detail }: Refusal): string {
  if (refused !== "token-invalid") return 'Bearer realm="teilhabe"';
  return `Bearer realm="teilhabe", error="invalid_token", error_description="${detail.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "")}"`;
}

/** A strong ETag: the version, where there is one, and a hash of exactly these bytes. */
export function etagOf(body: string | Buffer, version: number | undefined): string {
  const bytes = hash("sha1", body, "base64url");
  return version === undefined ? `"${bytes}"` : `"${version}-${bytes}"`;
}

/** Does If-None-Match name this ETag (RFC 9110, 13.1.2)? */
export function namesEtag(given: string | undefined, etag: string): boolean {
  return given !== undefined && (given === "*" || given.includes(etag));
}
