import type { Settings } from "@teilhabe/platform/config";
import { LOCAL_ISSUER, localJwks, localKeysVersion } from "@teilhabe/platform/http/local-issuer";
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { discover, type Fetch, IssuerUnreachable } from "./discovery.ts";

/** Asymmetric ones only: nobody but the issuer can make a token. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const CLOCK_TOLERANCE_S = 5;

/** The token is not good: the reason is safe to show. */
export class BadToken extends Error {
  override readonly name = "BadToken";
}

export interface Verifier {
  /**
   * The claims of a good token.
   * @throws BadToken
   * @throws IssuerUnreachable when the issuer's keys cannot be fetched now
   */
  verify(token: string): Promise<JWTPayload>;
  /** What it still waits for; undefined when it can verify. */
  waitsFor(): string | undefined;
}

/** @param nowMs the clock that decides about expiry */
export function makeVerifier(issuer: string, audience: string, keys: () => Promise<JWTVerifyGetKey>, nowMs: () => number): Verifier {
  let ready = false;
  return {
    async verify(token) {
      const getKey = await keys();
      ready = true;
      try {
        const options = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_S, currentDate: new Date(nowMs()) };
        const { payload } = await jwtVerify(token, getKey, { ...options, requiredClaims: ["exp", "sub"] });
        return payload;
      } catch (error) {
        throw explained(error);
      }
    },
    waitsFor: () => (ready ? undefined : `keys of the token issuer ${issuer}`),
  };
}

/** An outage of the issuer must not look like a bad token. */
function explained(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return new BadToken("The token has expired: get a new one.");
  if (error instanceof errors.JWTClaimValidationFailed) return new BadToken(`The token's claim ${error.claim} is not as it must be.`);
  if (error instanceof errors.JWKSNoMatchingKey) return new BadToken("The token was signed with a key that its issuer does not name.");
  if (error instanceof errors.JWKSTimeout) return new IssuerUnreachable("the keys of the issuer were not answered in time", { cause: error });
  if (error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC") return new BadToken("The token is not valid.");
  return new IssuerUnreachable("the keys of the issuer could not be fetched", { cause: error });
}

/** Verifies the local issuer's tokens with the keys that are in the folder at that moment. */
export function localVerifier(folder: string, audience: string, nowMs: () => number): Verifier {
  const read = () => createLocalJWKSet(localJwks(folder) as Parameters<typeof createLocalJWKSet>[0]);
  let version = localKeysVersion(folder);
  let known = read();

  const key: JWTVerifyGetKey = async (header, token) => {
    const now = localKeysVersion(folder);
    if (now !== version) known = read();
    version = now;
    return known(header, token);
  };
  const verifier = makeVerifier(LOCAL_ISSUER, audience, async () => key, nowMs);
  return { ...verifier, waitsFor: () => undefined };
}

/** Verifies any OpenID Connect provider's tokens: discovery, then its JWKS, fetched again when a new key appears. */
export function oidcVerifier(issuer: string, settings: Settings, nowMs: () => number, fetchUrl: Fetch = fetch): Verifier {
  let found: Promise<JWTVerifyGetKey> | undefined;
  const keys = () => {
    found ??= discover(issuer, fetchUrl).then(({ jwksUri }) =>
      createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 5_000, cooldownDuration: 10_000 }),
    );
    found.catch(() => {
      found = undefined;
    });
    return found;
  };
  const verifier = makeVerifier(issuer, settings.OIDC_AUDIENCE, keys, nowMs);
  let reachable = false;
  return {
    verify: verifier.verify,
    waitsFor() {
      if (reachable) return undefined;
      keys().then(
        () => {
          reachable = true;
        },
        () => undefined,
      );
      return verifier.waitsFor();
    },
  };
}
