import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { realWorld } from "@teilhabe/platform/clock";
import { BadSettings, readSettings } from "@teilhabe/platform/config";
import { opened } from "../testing/opened.ts";
import { type RealIssuer, realIssuer } from "../testing/real-issuer.ts";
import { discover, IssuerUnreachable } from "./discovery.ts";
import { issuerOf } from "./issuer.ts";

let issuer: RealIssuer;
beforeAll(async () => {
  // The provider says on each start that its defaults are not for production.
  for (const method of ["warn", "info"] as const) jest.spyOn(console, method).mockImplementation(() => undefined);
  issuer = await realIssuer({ groups: ["staff"], name: "Erika Mustermann", locale: "de" });
});
afterAll(() => issuer.stop());

const behind = (more: Record<string, string> = {}) =>
  opened([people], { settings: { OIDC_ISSUER: issuer.issuer, OIDC_ROLES_CLAIM: "groups", ...more } });
const ABSENT = "0198c5a0-0000-7000-8000-00000000ffff";

describe("with an OpenID Connect provider", () => {
  test("its tokens say who asks and with which roles", async () => {
    const door = await behind();
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    const me = (await (await door.get("/v1/me", { headers })).json()) as { name?: string };
    expect(me).toMatchObject({ name: "Erika Mustermann", language: "de" });
    expect((await door.get(`/v1/things/${ABSENT}`, { method: "DELETE", headers })).status).toBe(204);
    await door.stop();
  });

  test("tokens for another audience and of the local issuer are refused, and there is no local issuer", async () => {
    const door = await behind();
    const statusWith = async (token: string) => (await door.get("/v1/me", { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await statusWith(await issuer.token("another")), await statusWith(door.token())]).toEqual([401, 401]);
    expect((await door.get("/.well-known/jwks.json")).status).toBe(404);
    await door.stop();
  });

  test("that does not answer, tokens cannot be checked, and the gateway says that it waits", async () => {
    const gone = await realIssuer({});
    const token = await gone.token();
    await gone.stop();
    const door = await behind({ OIDC_ISSUER: gone.issuer });
    const answer = await door.get("/v1/me", { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await (await door.get("/readyz")).json()).toEqual({ status: "waiting", waitsFor: [expect.stringContaining(gone.issuer)] });
    expect((await door.get("/v1/things")).status).toBe(200);
    await door.stop();
  });
});

test("without one, the gateway does not open a local issuer to the network", async () => {
  expect(() => issuerOf(readSettings({ HOST: "0.0.0.0" }), realWorld())).toThrow(BadSettings);
  const inDevelopment = await opened([people], { settings: { HOST: "0.0.0.0", NODE_ENV: "development" } });
  expect((await inDevelopment.get("/v1/me", { as: "citizen" })).status).toBe(200);
  await inDevelopment.stop();
});

describe("discovery", () => {
  test.each([
    ["another issuer's name", { issuer: "https://other.example", jwks_uri: "https://other.example/jwks" }, "names the issuer https://other.example"],
    ["no keys", { issuer: "SELF" }, "is no OpenID Connect configuration"],
  ])("refuses a configuration with %s and says so", async (_, configuration, message) => {
    const server = createServer((_request, response) => response.end(JSON.stringify(configuration)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(discover(url, fetch)).rejects.toThrow(message);
    await expect(discover(`${url}/`, fetch)).rejects.toThrow(IssuerUnreachable);
    server.closeAllConnections();
    server.close();
  });
});
