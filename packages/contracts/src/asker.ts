import type { Access } from "./operation.ts";
import type { PersonId } from "./shapes.ts";

/** Who asks, as the gateway established it; goes with every question. */
export type Asker = {
  /** Undefined: nobody is signed in. */
  readonly by: PersonId | undefined;
  /** `staff`, `operator`, `partner`, or with an object: `provider:<id>`, `moderator:<consultation>`. */
  readonly grants: readonly string[];
  /** The module that asks on its own behalf, such as `voting`; the gateway never sets it. */
  readonly service?: string;
  /** Level of assurance of the identity: 0 e-mail … 4 eID. */
  readonly assurance?: number;
  readonly district?: string;
  /** Day of birth, `YYYY-MM-DD`, from a verified claim. Never stored with a vote. */
  readonly birthDate?: string;
  /** Verified e-mail address from the token. Kept by `notifications` only. */
  readonly email?: string;
  readonly language?: string;
  /** W3C trace context of the request. */
  readonly traceparent?: string;
  /** The client's Idempotency-Key and a fingerprint (SHA-256, hex) of its body. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** The version named by If-Match. */
  readonly ifMatch?: number;
};

/** Does the asker hold a grant of this kind, in general or for this object? `staff` and `operator` are general ones. */
export function holds(asker: Asker, kind: string, object?: string): boolean {
  return asker.grants.includes(kind) || (object !== undefined && asker.grants.includes(`${kind}:${object}`));
}

/**
 * May the asker ask this at all? A grant for one object is enough here; the rule looks at the object.
 * @returns the refusal's code, or undefined when permitted
 */
export function forbids(access: Access, asker: Asker): "token-needed" | "grant-needed" | undefined {
  if (access === "anyone") return undefined;
  if (access === "service") return asker.service === undefined ? "grant-needed" : undefined;
  if (asker.by === undefined) return "token-needed";
  if (access === "person") return undefined;
  const kinds = asker.grants.map((grant) => grant.split(":", 1)[0] ?? "");
  return access.grants.some((kind) => kinds.includes(kind)) ? undefined : "grant-needed";
}
