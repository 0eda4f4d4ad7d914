import type { Asker } from "@teilhabe/contracts/asker";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import type { World } from "@teilhabe/platform/clock";
import type { Settings } from "@teilhabe/platform/config";
import type { Ask } from "@teilhabe/platform/module";
import { boundedMap } from "../bounded-map.ts";
import { type Claims, readClaims } from "./claims.ts";
import { BadToken, type Verifier } from "./verifier.ts";

/** Verified tokens that are remembered until they expire. */
const TOKENS_MAX = 20_000;
/** Who somebody is and what was granted is asked again after so long. */
const IDENTITY_FRESH_MS = 30_000;
/** While `people` does not answer, what it last said holds so long, and it is asked again after some seconds. */
const IDENTITY_HOLDS_MS = 300_000;
const ASK_AGAIN_MS = 5_000;
const TOKEN_CHARACTERS_MAX = 8_192;

/** Who asks, as established from a token. */
export type Identity = { readonly asker: Asker; readonly expiresAtMs: number };

export interface Identities {
  /** Whose token this is. Known ones are answered at once, without a promise. */
  of(token: string): Identity | Promise<Identity | Refusal>;
  /** Grants of this person may have changed; of anybody, without one. */
  changed(person: string | undefined): void;
}

type Known = { readonly claims: Claims; readonly identity: Identity; readonly saidAtMs: number; readonly askAgainAtMs: number };
export type IdentitiesNeeds = { readonly verifier: Verifier; readonly ask: Ask; readonly world: World; readonly settings: Settings };

/** Verifies a token once and asks `people` now and then; many requests with one new token wait for the same answer. */
export function makeIdentities({ verifier, ask, world, settings }: IdentitiesNeeds): Identities {
  const known = boundedMap<Known>(TOKENS_MAX);
  const underWay = new Map<string, Promise<Identity | Refusal>>();

  const establish = async (token: string): Promise<Identity | Refusal> => {
    if (token.length > TOKEN_CHARACTERS_MAX) return refuse("token-invalid", "The token is too long.");
    const before = known.get(token);
    const claims = before?.claims ?? readClaims(await verifier.verify(token), settings);
    try {
      const identity = await identified(claims, ask);
      known.set(token, { claims, identity, saidAtMs: world.nowMs(), askAgainAtMs: world.nowMs() + IDENTITY_FRESH_MS });
      return identity;
    } catch (error) {
      if (before === undefined || !stillHolds(before, error, world.nowMs())) throw error;
      known.set(token, { ...before, askAgainAtMs: world.nowMs() + ASK_AGAIN_MS });
      return before.identity;
    }
  };

  return {
    of(token) {
      const one = known.get(token);
      const nowMs = world.nowMs();
      if (one !== undefined && one.askAgainAtMs > nowMs && one.claims.expiresAtMs > nowMs) return one.identity;
      if (one !== undefined && one.claims.expiresAtMs <= nowMs) known.delete(token);
      const waiting = underWay.get(token);
      if (waiting !== undefined) return waiting;
      const answer = establish(token)
        .catch(refusedToken)
        .finally(() => underWay.delete(token));
      underWay.set(token, answer);
      return answer;
    },
    changed: (person) => known.deleteWhere((one) => person === undefined || one.identity.asker.by === person),
  };
}

function stillHolds({ saidAtMs }: Known, error: unknown, nowMs: number): boolean {
  return error instanceof NoAnswer && saidAtMs + IDENTITY_HOLDS_MS > nowMs;
}

function refusedToken(error: unknown): Refusal {
  if (error instanceof BadToken) return refuse("token-invalid", error.message);
  throw error;
}

/** @throws NoAnswer while `people` does not answer */
async function identified(claims: Claims, ask: Ask): Promise<Identity> {
  const { issuer, subject, name, language, roles } = claims;
  const input = { issuer, subject, roles: [...roles], ...(name !== undefined && { name }), ...(language !== undefined && { language }) };
  const answer = await ask(peopleContract.operations.identify, input);
  if (isRefusal(answer)) throw new NoAnswer(peopleContract.operations.identify.name, "failed", answer.detail);
  const spoken = answer.language ?? language;
  const asker: Asker = { by: answer.person, grants: answer.grants, ...claims.verified, ...(spoken !== undefined && { language: spoken }) };
  return { asker: Object.freeze(asker), expiresAtMs: claims.expiresAtMs };
}
