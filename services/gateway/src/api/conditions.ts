import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Asker } from "@teilhabe/contracts/asker";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Route } from "./route.ts";

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
/** A strong entity tag that begins with the version; what follows the hyphen tells representations of one version apart. */
const VERSION_TAG = /^"(\d{1,15})(-[A-Za-z0-9_-]{1,64})?"$/;

/** What the request says of when and how often it may be done, for the asker; `sent` is the client's body. */
export function readConditions(request: IncomingMessage, route: Route, asker: Asker, sent: Buffer): Conditions | Refusal {
  const matched = readIfMatch(request, route);
  if (isRefusal(matched)) return matched;
  const idempotency = readIdempotency(request, route, asker, sent);
  return isRefusal(idempotency) ? idempotency : { ...matched, ...idempotency };
}

type Conditions = Pick<Asker, "ifMatch" | "idempotency">;

/** If-Match as the version that it names; `*` and its absence name none. */
function readIfMatch(request: IncomingMessage, route: Route): Conditions | Refusal {
  const given = request.headers["if-match"];
  if (given === undefined || given === "*") return {};
  if (!route.takesIfMatch) return refuse("invalid-input", "This operation takes no If-Match: what it changes has no version.");
  const version = VERSION_TAG.exec(given)?.[1];
  return version === undefined
    ? refuse("invalid-input", 'If-Match must be one ETag as it was given, such as "3", or *.')
    : { ifMatch: Number(version) };
}

/**
 * Idempotency-Key with a fingerprint of what the client sent: path, query and body.
 * Nobody's key is left aside, because it could be anybody's.
 */
function readIdempotency(request: IncomingMessage, route: Route, asker: Asker, sent: Buffer): Conditions | Refusal {
  const key = request.headers["idempotency-key"];
  if (key === undefined || !route.takesIdempotencyKey || asker.by === undefined) return {};
  if (typeof key !== "string" || !IDEMPOTENCY_KEY.test(key)) {
    return refuse("invalid-input", "Idempotency-Key must have 1 to 200 visible ASCII characters.");
  }
  const fingerprint = createHash("sha256")
    .update(request.url ?? "")
    .update("\n")
    .update(sent)
    .digest("hex");
  return { idempotency: { key, fingerprint } };
}
