import type { IncomingMessage } from "node:http";
import { originsIn } from "@teilhabe/platform/config";

const ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, traceparent";
const EXPOSED_HEADERS = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
const PREFLIGHT_KEPT_S = 7_200;

/** Which pages of other origins may read answers (Fetch standard, section 3.3); tokens come in a header, so no credentials are allowed. */
export interface Cors {
  /** Headers for an answer, as a flat list. */
  headersFor(request: IncomingMessage): readonly string[];
  /** What an answer to a preflight request for a path with these methods says beyond that. */
  preflight(request: IncomingMessage, methods: readonly string[]): readonly string[];
}

/** @param origins separated by commas; `*` for any, empty for none */
export function makeCors(origins: string): Cors {
  const allowed = new Set(originsIn(origins));
  const any = allowed.has("*");
  const headersFor = ({ headers: { origin } }: IncomingMessage): readonly string[] => {
    if (any) return ["access-control-allow-origin", "*", "access-control-expose-headers", EXPOSED_HEADERS];
    if (allowed.size === 0) return [];
    if (origin === undefined || !allowed.has(origin)) return ["vary", "Origin"];
    return ["access-control-allow-origin", origin, "access-control-expose-headers", EXPOSED_HEADERS, "vary", "Origin"];
  };
  return {
    headersFor,
    preflight(request, methods) {
      if (!headersFor(request).includes("access-control-allow-origin")) return [];
      const answered = ["access-control-allow-methods", methods.join(", "), "access-control-allow-headers", ALLOWED_HEADERS];
      return [...answered, "access-control-max-age", String(PREFLIGHT_KEPT_S)];
    },
  };
}
