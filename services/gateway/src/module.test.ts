import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { type Opened, opened } from "./testing/opened.ts";

const ABSENT = "0198c5a0-0000-7000-8000-00000000ffff";
const JSON_TYPE = { "content-type": "application/json" };
let door: Opened;

beforeAll(async () => {
  door = await opened([people], { settings: { CORS_ORIGINS: "https://stadt.example" } });
});
afterAll(() => door.stop());

const post = (path: string, body: unknown, more: Parameters<Opened["get"]>[1] = {}) =>
  door.get(path, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    as: "citizen",
    ...more,
    headers: { ...JSON_TYPE, ...more.headers },
  });
const made = async () => (await (await post("/v1/things", { title: "Bench" })).json()) as { thing: string; version: number; by: string };

async function problem(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = (await answer.json()) as {
    status: number;
    code: string;
    detail: string;
    requestId: string;
    type: string;
    errors?: { pointer: string }[];
  };
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers.get("x-request-id"));
  expect(body.type).toBe(`/docs/problems/${body.code}`);
  return body;
}
const code = async (answer: Response) => `${answer.status} ${(await problem(answer)).code}`;

describe("an operation's route", () => {
  test("puts path, query and body together and answers what the service says", async () => {
    const { thing, version } = await made();
    const renamed = await door.get(`/v1/things/${thing}`, {
      method: "PUT",
      body: JSON.stringify({ title: "Bank" }),
      headers: JSON_TYPE,
      as: "citizen",
    });
    expect(await renamed.json()).toEqual({ thing, version: version + 1, title: "Bank" });
    expect(await (await door.get(`/v1/things/${thing}`)).json()).toEqual({ thing, version: version + 1, title: "Bank" });
  });

  test.each([
    ["/v1/things", [20, null], {}],
    ["/v1/things?limit=5&after=YQ", [5, "YQ"], {}],
    ["/v1/things?tags=a,b&free=true&within=1.5", [20, null], { tags: ["a", "b"], free: true, within: 1.5 }],
    ["/v1/things?tags=a&tags=b", [20, null], { tags: ["a", "b"] }],
  ])("reads the query of %s by the contract's shapes", async (path, items, echo) => {
    expect(await (await door.get(path)).json()).toMatchObject({ items, echo });
  });

  test.each([
    ["limit=0", "/limit"],
    ["limit=101", "/limit"],
    ["limit=1e9", "/limit"],
    ["limit=0x10", "/limit"],
    ["limit=", "/limit"],
    ["limit=5&limit=6", "/limit"],
    ["after=%00", "/after"],
    ["free=yes", "/free"],
    ["tags=A%20B", "/tags/0"],
    ["colour=red", "/colour"],
    ["__proto__=1", "/__proto__"],
  ])("refuses the query %s and says where it is wrong", async (query, pointer) => {
    const answer = await door.get(`/v1/things?${query}`);
    expect(answer.status).toBe(400);
    expect((await problem(answer)).errors?.[0]?.pointer).toBe(pointer);
  });

  test.each([
    ["no JSON", "{title:", "/"],
    ["a list", "[]", "/"],
    ["a wrong type", '{"title":5}', "/title"],
    ["a field that the operation does not know", '{"title":"x","tilte":"y"}', "/tilte"],
    ["a missing field", "{}", "/title"],
    ["a prototype", '{"title":"x","__proto__":{"size":1}}', "/__proto__"],
    ["what looks like a refusal", '{"refused":"thing-refused","detail":"x"}', "/refused"],
  ])("refuses a body with %s", async (_, body, pointer) => {
    const answer = await post("/v1/things", body);
    expect(answer.status).toBe(400);
    const { errors = [{ pointer: "/" }] } = await problem(answer);
    expect(errors[0]?.pointer).toBe(pointer);
  });

  test("refuses text that is not UTF-8, another media type, and a body that is too long", async () => {
    expect(
      await code(await door.get("/v1/things", { method: "POST", body: Buffer.from([0x7b, 0xff, 0x7d]), headers: JSON_TYPE, as: "citizen" })),
    ).toBe("400 invalid-input");
    expect(await code(await post("/v1/things", "title=x", { headers: { "content-type": "application/x-www-form-urlencoded" } }))).toBe(
      "415 media-type-not-supported",
    );
    expect(await code(await post("/v1/things", { title: "x".repeat(600_000) }))).toBe("413 body-too-large");
    expect(await code(await post("/v1/things", { title: "x".repeat(5_000_000) }))).toBe("413 body-too-large");
  });

  test("hands on a refusal with its status and facts", async () => {
    expect(await code(await post("/v1/things", { title: "refused" }))).toBe("409 thing-refused");
    const absent = await problem(await door.get(`/v1/things/${ABSENT}`));
    expect(absent).toMatchObject({ status: 404, code: "thing-not-found", title: "Thing not found", facts: { thing: ABSENT } });
  });

  test("takes and gives raw media types", async () => {
    const imported = await post("/v1/things/imports", "a;b\nc;d", { headers: { "content-type": "text/csv; charset=utf-8" } });
    expect(await imported.json()).toEqual({ lines: 2 });
    const picture = await door.get(`/v1/things/${ABSENT}/picture`);
    expect([picture.headers.get("content-type"), [...new Uint8Array(await picture.arrayBuffer())]]).toEqual(["image/png", [1, 2, 255]]);
  });

  test("answers HEAD like GET without the body, and 204 without one", async () => {
    const head = await door.get("/v1/things", { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, (await door.get("/v1/things")).headers.get("etag"), ""]);
    const dropped = await door.get(`/v1/things/${ABSENT}`, { method: "DELETE", as: "staff" });
    expect([dropped.status, await dropped.text()]).toEqual([204, ""]);
  });

  test("does not show a bug, but a request id", async () => {
    const answer = await problem(await post(`/v1/things/${ABSENT}/break`, {}));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect(answer.requestId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("what has no route", () => {
  test.each(["/v1", "/v1/", "/v1/nothing", "/v1/things/", "/v1/things//picture", "/nothing", "/docs/problems/no-such-code", "/schemas/x.json"])(
    "%s is a 404 problem",
    async (path) => {
      expect(await code(await door.get(path))).toBe("404 path-not-found");
    },
  );

  test("a path with another method is 405 and says which it takes", async () => {
    const answer = await door.get("/v1/things", { method: "PATCH" });
    expect(answer.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(await code(answer)).toBe("405 method-not-allowed");
  });

  test("a path that cannot be decoded is 400", async () => {
    expect(await code(await door.get("/v1/things/%E0%A4%A"))).toBe("400 invalid-input");
    expect(await code(await door.get("/docs/problems/%E0%A4%A"))).toBe("400 invalid-input");
  });
});

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
    const answers = await Promise.all([1, 2, 3].map(async () => (await post("/v1/things", { title: "once" }, { headers })).json()));
    expect(new Set(answers.map((answer) => (answer as { thing: string }).thing)).size).toBe(1);
    expect(await code(await post("/v1/things", { title: "other" }, { headers }))).toBe("422 idempotency-key-reused");
    expect(await code(await post("/v1/things", { title: "x" }, { headers: { "idempotency-key": "a b" } }))).toBe("400 invalid-input");
  });

  test("If-Match takes the ETag of what was read, and refuses one that is old or malformed", async () => {
    const { thing } = await made();
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
    const { thing } = await made();
    const etag = (await door.get(`/v1/things/${thing}`)).headers.get("etag") ?? "";
    const again = await door.get(`/v1/things/${thing}`, { headers: { "if-none-match": `"x", ${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await door.get(`/v1/things/${thing}`, { method: "PUT", body: '{"title":"new"}', headers: JSON_TYPE, as: "citizen" });
    expect((await door.get(`/v1/things/${thing}`, { headers: { "if-none-match": etag } })).status).toBe(200);
  });
});

describe("every answer", () => {
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

describe("operators", () => {
  test("list dead letters of any module by one path", async () => {
    expect(await (await door.get("/v1/dead-letters?module=things", { as: "operator" })).json()).toEqual({ items: [] });
    expect(await code(await door.get("/v1/dead-letters?module=nothing", { as: "operator" }))).toBe("404 no-such-module");
    expect(await code(await door.get("/v1/dead-letters?module=things", { as: "staff" }))).toBe("403 grant-needed");
    expect(await code(await door.get("/v1/dead-letters/things/x/replay", { method: "POST", as: "operator" }))).toBe("404 dead-letter-not-found");
  });
});

describe("documents and state", () => {
  test("are served as the contracts make them", async () => {
    const openapi = (await (await door.get("/openapi.json")).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(openapi.paths)).toContain("/v1/things/{thing}");
    expect(await (await door.get("/asyncapi.json")).json()).toMatchObject({ asyncapi: "3.0.0" });
    expect(await (await door.get("/schemas/things.thing-made.v1.json")).json()).toMatchObject({ title: "things.thing-made.v1" });
  });

  test("have pages that load nothing from elsewhere", async () => {
    const page = await door.get("/docs");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) expect((await door.get(source)).status).toBe(200);
    expect(await (await door.get("/docs/problems/thing-not-found")).text()).toContain("GET /v1/things/{thing}");
  });

  test("say when the platform is alive, ready, and how it is", async () => {
    expect(await (await door.get("/livez")).json()).toEqual({ status: "alive" });
    expect((await door.get("/readyz")).status).toBe(200);
    expect(await (await door.get("/metrics")).text()).toContain('teilhabe_http_seconds_count{route="things.list-things",status="200"}');
    expect(await (await door.get("/.well-known/jwks.json")).json()).toMatchObject({ keys: [{ kty: "OKP", crv: "Ed25519", use: "sig" }] });
  });
});
