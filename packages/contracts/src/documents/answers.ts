import { type DoorRefusal, doorRefusals } from "../door-refusals.ts";
import { isQuery, type Operation } from "../operation.ts";
import { placesOf, takesIdempotencyKey, takesIfMatch } from "./places.ts";

/** Every code that an operation may be refused with over HTTP, by status: its own and those of the door. */
export function refusalsByStatus(operation: Operation): ReadonlyMap<number, readonly string[]> {
  const byStatus = new Map<number, string[]>();
  const add = (code: string, status: number) => {
    const codes = byStatus.get(status) ?? [];
    if (!codes.includes(code)) byStatus.set(status, [...codes, code]);
  };
  for (const [code, status] of Object.entries(operation.refusals)) add(code, status);
  for (const code of fromTheDoor(operation)) add(code, doorRefusals[code]);
  return new Map([...byStatus].sort(([one], [other]) => one - other));
}

function fromTheDoor(operation: Operation): readonly DoorRefusal[] {
  const takesBody = placesOf(operation).body.length > 0 || operation.http?.takes !== undefined;
  return [
    // A malformed header, path or query can come with every request, and so can a token that is no longer good. What is open to anyone may still
    // hold things that are not, and then a rule asks for a token or a grant.
    "invalid-input",
    ...(operation.http?.anonymous === true ? ["identity-not-wanted" as const] : (["token-invalid", "token-needed", "grant-needed"] as const)),
    "request-too-slow",
    "too-many-requests",
    "headers-too-large",
    "internal-error",
    "overloaded",
    "unavailable",
    ...(isQuery(operation) ? [] : ["too-many-conflicts" as const, "body-too-large" as const]),
    ...(takesBody ? ["media-type-not-supported" as const] : []),
    ...(takesIfMatch(operation) ? ["version-mismatch" as const] : []),
    ...(takesIdempotencyKey(operation) ? ["idempotency-key-reused" as const] : []),
  ];
}
