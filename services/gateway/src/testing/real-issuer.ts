import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export type RealIssuer = {
  readonly issuer: string;
  /** An access token for this audience, by the client credentials grant (RFC 6749, 4.4). */
  token(audience?: string): Promise<string>;
  /** From now on it answers nothing. */
  stop(): Promise<void>;
};

const CLIENT = { client_id: "city-app", client_secret: "a secret of the tests" };

/** An OpenID Connect provider that others wrote, in this process. */
export async function realIssuer(claims: Readonly<Record<string, unknown>>): Promise<RealIssuer> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on("request", new Provider(issuer, configuration(claims)).callback());
  return {
    issuer,
    async token(audience = "teilhabe") {
      const body = new URLSearchParams({ grant_type: "client_credentials", resource: `urn:${audience}`, ...CLIENT });
      const answer = await fetch(`${issuer}/token`, { method: "POST", body });
      const { access_token: token } = (await answer.json()) as { access_token?: string };
      if (token === undefined) throw new Error(`no token: ${answer.status}`);
      return token;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function configuration(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    clients: [
      { ...CLIENT, redirect_uris: [], response_types: [], grant_types: ["client_credentials"], token_endpoint_auth_method: "client_secret_post" },
    ],
    cookies: { keys: ["of the tests"] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope: "",
          audience: resource.slice("urn:".length),
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
        }),
      },
    },
    extraTokenClaims: () => claims,
  };
}
