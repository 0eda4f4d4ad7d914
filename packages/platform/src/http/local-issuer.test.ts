import { createPublicKey, verify, type webcrypto } from "node:crypto";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BadLocalToken, LOCAL_ISSUER, localJwks, mintToken, rotateLocalKey } from "./local-issuer.ts";

const folder = () => mkdtempSync(join(tmpdir(), "teilhabe-issuer-test-"));
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

describe("the local issuer", () => {
  test("signs tokens that its public keys verify", () => {
    const data = folder();
    const token = mintToken(data, { as: "staff", name: "Erika", ttlSeconds: 60, grants: ["provider:abc"], claims: { assurance: 3 }, nowS: 1_000 });
    const [head = "", payload = "", signature = ""] = token.split(".");
    const key = createPublicKey({ key: localJwks(data).keys[0] as webcrypto.JsonWebKey, format: "jwk" });
    expect(verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true);
    expect(payloadOf(token)).toMatchObject({
      iss: LOCAL_ISSUER,
      sub: "staff:Erika",
      aud: "teilhabe",
      name: "Erika",
      roles: ["staff", "provider:abc"],
      assurance: 3,
      iat: 1_000,
      exp: 1_060,
    });
  });

  test("keeps one key, readable by its owner only, and publishes no private part", () => {
    const data = folder();
    mintToken(data, { as: "citizen", name: "Anna" });
    expect(localJwks(data)).toEqual(localJwks(data));
    expect(readdirSync(data)).toEqual(["issuer-key.json"]);
    expect(statSync(join(data, "issuer-key.json")).mode & 0o777).toBe(0o600);
    expect(Object.keys(localJwks(data).keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  });

  test("has the key of before beside a new one, until the next rotation", () => {
    const data = folder();
    const kids = () => localJwks(data).keys.map(({ kid }) => kid);
    const [first] = kids();
    rotateLocalKey(data);
    const [second, ...old] = kids();
    expect(old).toEqual([first]);
    expect(second).not.toBe(first);
    rotateLocalKey(data);
    expect(kids()).toEqual([expect.any(String), second]);
    expect(readdirSync(data).sort()).toEqual(["issuer-key-old.json", "issuer-key.json"]);
    for (const name of readdirSync(data)) expect(statSync(join(data, name)).mode & 0o777).toBe(0o600);
  });

  test("gives a citizen no role, and further claims cannot change who it is", () => {
    const payload = payloadOf(mintToken(folder(), { as: "citizen", name: "Anna", claims: { sub: "operator:Max", roles: ["operator"], exp: 9e9 } }));
    expect(payload).toMatchObject({ sub: "citizen:Anna", roles: [] });
    expect(payload.exp).toBeLessThan(9e9);
  });

  test.each([
    [{ name: "" }, "name"],
    [{ name: " Anna" }, "name"],
    [{ name: "a".repeat(101) }, "name"],
    [{ ttlSeconds: 0 }, "seconds"],
    [{ ttlSeconds: Number.NaN }, "seconds"],
    [{ ttlSeconds: 1e9 }, "seconds"],
  ])("refuses %j and says why", (wrong, reason) => {
    expect(() => mintToken(folder(), { as: "citizen", name: "Anna", ...wrong })).toThrow(reason);
  });

  test.each(["", "{", "[]", '{"kty":"OKP"}'])("names the file when it holds %j instead of a key", (text) => {
    const data = folder();
    writeFileSync(join(data, "issuer-key.json"), text);
    expect(() => mintToken(data, { as: "citizen", name: "Anna" })).toThrow(BadLocalToken);
    expect(() => mintToken(data, { as: "citizen", name: "Anna" })).toThrow("issuer-key.json");
  });
});
