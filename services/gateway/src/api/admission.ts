import type { IncomingMessage } from "node:http";
import { type Asker, forbids } from "@teilhabe/contracts/asker";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Settings } from "@teilhabe/platform/config";
import { statusOf } from "@teilhabe/platform/http/problem";
import type { Identities, Identity } from "../auth/identities.ts";
import { addressOf, networkOf } from "../limits/network.ts";
import type { Quota, Quotas } from "../limits/quotas.ts";
import type { Visit } from "./door.ts";
import { problemReply, type Reply } from "./reply.ts";

export type AdmissionNeeds = { readonly identities: Identities; readonly quotas: Quotas; readonly settings: Settings };

/** Who may go on, as asker of the service; `identity` is undefined for nobody. */
export type Admitted = { readonly asker: Asker; readonly identity: Identity | undefined };

export const NOBODY: Asker = { by: undefined, grants: [] };
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
const FORBIDDEN = {
  "token-needed": "Sign in first: send a bearer token.",
  "grant-needed": "You do not have the grant that this needs.",
} as const;

/** Who asks, how often, and may they: before anything else of the request is looked at. */
export async function admit(needs: AdmissionNeeds, { exchange, route, traceparent }: Visit): Promise<Admitted | Refusal> {
  const { request } = exchange;
  if (route.anonymous) return admitNobody(needs, exchange, traceparent);
  const known = await identify(needs.identities, request.headers.authorization);
  const identity = isRefusal(known) ? undefined : known;
  exchange.quota = spend(needs, identity, request);
  if (exchange.quota.exceeded) return tooMany(exchange.quota);
  if (isRefusal(known)) return known;
  const asker: Asker = { ...(identity?.asker ?? NOBODY), traceparent };
  const forbidden = forbids(route.operation.access, asker);
  return forbidden === undefined ? { asker, identity } : refuse(forbidden, FORBIDDEN[forbidden]);
}

/** What could join a vote with a person must not even be sent. */
function admitNobody(needs: AdmissionNeeds, exchange: Visit["exchange"], traceparent: string): Admitted | Refusal {
  const { request } = exchange;
  exchange.quota = spend(needs, undefined, request);
  if (exchange.quota.exceeded) return tooMany(exchange.quota);
  if (request.headers.authorization === undefined && request.headers.cookie === undefined)
    return { asker: { ...NOBODY, traceparent }, identity: undefined };
  return refuse("identity-not-wanted", "Send this without Authorization and without cookies: the vote must not say whose it is.");
}

function tooMany({ resetS }: Quota): Refusal {
  return refuse("too-many-requests", `That is too many requests. Wait ${resetS} s.`);
}

function identify(identities: Identities, authorization: string | undefined): Identity | Refusal | undefined | Promise<Identity | Refusal> {
  if (authorization === undefined) return undefined;
  const token = BEARER.exec(authorization)?.[1];
  return token === undefined ? refuse("token-invalid", "Authorization must be: Bearer <token>.") : identities.of(token);
}

function spend({ quotas, settings }: AdmissionNeeds, identity: Identity | undefined, request: IncomingMessage) {
  const person = identity?.asker.by;
  if (person === undefined) return quotas.spend(networkOf(addressOf(request, settings.PROXY_HOPS)), settings.RATE_LIMIT_ANONYMOUS_PER_MINUTE);
  return quotas.spend(person, settings.RATE_LIMIT_PER_MINUTE);
}

/**
 * A refusal as reply.
 * @throws Error for a code that neither the operation nor the door lists: a bug of the service
 */
export function refusedReply({ exchange, route }: Visit, refusal: Refusal): Reply {
  const status = statusOf(refusal.refused, route.operation);
  if (status === undefined) throw new Error(`${route.operation.name} refused with ${refusal.refused}, which nothing lists`);
  return problemReply(status, refusal, exchange.requestId, status === 429 ? exchange.quota?.resetS : undefined);
}
