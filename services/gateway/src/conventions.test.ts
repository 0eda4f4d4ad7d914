import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { ABSENT, code, JSON_TYPE, made, post } from "./testing/answers.ts";
import { type Opened, opened } from "./testing/opened.ts";

let door: Opened;
beforeAll(async () => {
  door = await opened([people], { settings: { CORS_ORIGINS: "https://stadt.example" } });
});
afterAll(() => door.stop());

describe("who asks", () => {
  test("needs a token where the contract says so, before the body is looked at", async () => {
    const answer = await door.get("/v1/things", { method: "POST", body: "{", headers: JSON_TYPE });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="teilhabe"');
    expect(await code(answer)).toBe("401 token-needed");
  });

  test("needs a grant where the contract says so", async () => {
    expect(await code(await door.get(`/v1/things/${ABSENT}`, { method: "DELETE", as: "citizen" }))).toBe("403 grant-needed");
  });

  test("is the same person with every token of the same subject, and nobody else", async () => {
    const by = async (name: string) => {
      const answer = await post(
        door,
        "/v1/things",
        { title: "x" },
        { headers: { ...JSON_TYPE, authorization: `Bearer ${door.token("citizen", name)}` }, as: undefined },
      );
      return ((await answer.json()) as { by: string }).by;
    };
    const [anna, again, bert] = [await by("Anna"), await by("Anna"), await by("Bert")];
    expect(again).toBe(anna);
    expect(bert).not.toBe(anna);
    expect(anna).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ["is no token", "Bearer abc"],
    ["is of another scheme", "Basic YWJj"],
    ["is empty", "Bearer "],
    ["is not signed", `Bearer ${["{}", "{}"].map((part) => Buffer.from(part).toString("base64url")).join(".")}.`],
    ["is long", `Bearer ${"a".repeat(9_000)}`],
  ])("is refused with a token that %s, on open operations too", async (_, authorization) => {
    const answer = await door.get("/v1/things", { headers: { authorization } });
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await code(answer)).toBe("401 token-invalid");
  });

  test("is refused with a token that has expired, was changed, or is for somebody else", async () => {
    const old = door.token("citizen", "Anna", { ttlSeconds: 1, nowS: Math.floor(Date.now() / 1000) - 60 });
    const foreign = door.token("citizen", "Anna", { audience: "other" });
    const [head, , signature] = door.token().split(".");
    const changed = `${head}.${Buffer.from(JSON.stringify({ iss: "urn:teilhabe:local-issuer", sub: "operator:x", aud: "teilhabe", exp: 9e9 })).toString("base64url")}.${signature}`;
    for (const token of [old, foreign, changed])
      expect(await code(await door.get("/v1/me", { headers: { authorization: `Bearer ${token}` } }))).toBe("401 token-invalid");
  });
});

describe("conditions", () => {
  test("the same Idempotency-Key and body do it once; another body is refused", async () => {
    const headers = { "idempotency-key": "key-1" };
    const answers = await Promise.all([1, 2, 3].map(async () => (await post(door, "/v1/things", { title: "once" }, { headers })).json()));
    expect(new Set(answers.map((answer) => (answer as { thing: string }).thing)).size).toBe(1);
    expect(await code(await post(door, "/v1/things", { title: "other" }, { headers }))).toBe("422 idempotency-key-reused");
    expect(await code(await post(door, "/v1/things", { title: "x" }, { headers: { "idempotency-key": "a b" } }))).toBe("400 invalid-input");
  });

  test("If-Match takes the ETag of what was read, and refuses one that is old or malformed", async () => {
    const { thing } = await made(door);
    const etag = (await door.get(`/v1/things/${thing}`)).headers.get("etag") ?? "";
    const rename = (match: string) =>
      door.get(`/v1/things/${thing}`, { method: "PUT", body: '{"title":"x"}', headers: { ...JSON_TYPE, "if-match": match }, as: "citizen" });
    const renamed = await rename(etag);
    expect([renamed.status, renamed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await code(await rename(etag))).toBe("412 version-mismatch");
    expect((await rename('"2"')).status).toBe(200);
    for (const wrong of ["2", 'W/"3"', '"3", "4"', '"x"']) expect(await code(await rename(wrong))).toBe("400 invalid-input");
  });

  test("If-None-Match answers 304 until something changes", async () => {
    const { thing } = await made(door);
    const etag = (await door.get(`/v1/things/${thing}`)).headers.get("etag") ?? "";
    const again = await door.get(`/v1/things/${thing}`, { headers: { "if-none-match": `"x", ${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await door.get(`/v1/things/${thing}`, { method: "PUT", body: '{"title":"new"}', headers: JSON_TYPE, as: "citizen" });
    expect((await door.get(`/v1/things/${thing}`, { headers: { "if-none-match": etag } })).status).toBe(200);
  });
});

describe("every answer", () => {
  test("says where what was made is read", async () => {
    const answer = await post(door, "/v1/things", { title: "Bench" });
    const { thing } = (await answer.json()) as { thing: string };
    expect(answer.headers.get("location")).toBe(`/v1/things/${thing}`);
    expect((await door.get(`/v1/things/${thing}`)).status).toBe(200);
  });

  test("of a list links the next page and says how long it may be kept", async () => {
    const first = await door.get("/v1/things?free=true&limit=3");
    expect(first.headers.get("link")).toBe('</v1/things?free=true&limit=3&after=bmV4dA>; rel="next"');
    expect(first.headers.get("cache-control")).toBe("public, max-age=30");
    const last = await door.get("/v1/things?after=YQ", { as: "citizen" });
    expect([last.headers.get("link"), last.headers.get("cache-control")]).toEqual([null, "private, no-cache"]);
  });

  test("carries the quota, a request id and security headers", async () => {
    const { headers } = await door.get("/v1/things");
    expect(headers.get("ratelimit-policy")).toBe('"requests";q=600000;w=60');
    expect(headers.get("ratelimit")).toMatch(/^"requests";r=\d+;t=\d+$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("keeps the client's trace as its request id", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const answer = await door.get("/v1/things", { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    expect(answer.headers.get("x-request-id")).toBe(trace);
    const without = await door.get("/v1/things", { headers: { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` } });
    expect(without.headers.get("x-request-id")).not.toBe("0".repeat(32));
  });

  test("may be read by pages of the configured origins only", async () => {
    const preflight = (origin: string) => door.get("/v1/things", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    const known = await preflight("https://stadt.example");
    expect([known.status, known.headers.get("access-control-allow-origin")]).toEqual([204, "https://stadt.example"]);
    expect(known.headers.get("access-control-allow-methods")).toContain("POST");
    expect(known.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const read = await door.get("/v1/things", { headers: { origin: "https://stadt.example" } });
    expect(read.headers.get("access-control-expose-headers")).toContain("ETag");
  });
});

describe("too many requests", () => {
  test("are refused with the time to wait: of one network without a token, of one person with one", async () => {
    const small = await opened([people], { settings: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: "3", RATE_LIMIT_PER_MINUTE: "2", PROXY_HOPS: "1" } });
    const from = (address: string) => small.get("/v1/things", { headers: { "x-forwarded-for": `198.51.100.1, ${address}` } });
    const statuses = [await from("203.0.113.1"), await from("203.0.113.2"), await from("203.0.113.3")].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200]);
    const refused = await from("203.0.113.4");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit")).toMatch(/^"requests";r=0;t=\d+$/);
    expect(await code(refused)).toBe("429 too-many-requests");
    expect((await from("192.0.2.1")).status).toBe(200);
    const anna = { headers: { authorization: `Bearer ${small.token()}`, "x-forwarded-for": "203.0.113.1" } };
    const signedIn = [await small.get("/v1/things", anna), await small.get("/v1/me", anna), await small.get("/v1/things", anna)];
    expect(signedIn.map(({ status }) => status)).toEqual([200, 200, 429]);
    await small.stop();
  });
});
