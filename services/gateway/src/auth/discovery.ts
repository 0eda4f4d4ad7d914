import { z } from "zod";

export type Fetch = (url: string, init: { readonly signal: AbortSignal; readonly redirect: "follow" }) => Promise<Response>;

const DISCOVERY_TIMEOUT_MS = 5_000;

/** The configured issuer does not answer, or not as OpenID Connect says it must. */
export class IssuerUnreachable extends Error {
  override readonly name = "IssuerUnreachable";
}

const Configuration = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Where an issuer's keys are (OpenID Connect Discovery 1.0, section 4).
 * @throws IssuerUnreachable
 */
export async function discover(issuer: string, fetchUrl: Fetch): Promise<{ readonly jwksUri: string }> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const configuration = Configuration.safeParse(await fetchJson(url, fetchUrl));
  if (!configuration.success) throw new IssuerUnreachable(`${url} is no OpenID Connect configuration: ${z.prettifyError(configuration.error)}`);
  if (configuration.data.issuer !== issuer) {
    throw new IssuerUnreachable(`${url} names the issuer ${configuration.data.issuer}: set OIDC_ISSUER to exactly that, or correct the provider`);
  }
  return { jwksUri: configuration.data.jwks_uri };
}

async function fetchJson(url: string, fetchUrl: Fetch): Promise<unknown> {
  try {
    const response = await fetchUrl(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS), redirect: "follow" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (error) {
    throw new IssuerUnreachable(`${url} does not answer as it must`, { cause: error });
  }
}
