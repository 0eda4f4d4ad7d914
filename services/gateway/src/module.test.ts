import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { ABSENT, code, JSON_TYPE, made, post, problem } from "./testing/answers.ts";
import { type Opened, opened } from "./testing/opened.ts";

let door: Opened;
beforeAll(async () => {
  door = await opened([people], { settings: { CORS_ORIGINS: "https://stadt.example" } });
});
afterAll(() => door.stop());

describe("an operation's route", () => {
  test("puts path, query and body together and answers what the service says", async () => {
    const { thing, version } = await made(door);
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
    const answer = await post(door, "/v1/things", body);
    expect(answer.status).toBe(400);
    const { errors = [{ pointer: "/" }] } = await problem(answer);
    expect(errors[0]?.pointer).toBe(pointer);
  });

  test("refuses text that is not UTF-8, another media type, and a body that is too long", async () => {
    expect(
      await code(await door.get("/v1/things", { method: "POST", body: Buffer.from([0x7b, 0xff, 0x7d]), headers: JSON_TYPE, as: "citizen" })),
    ).toBe("400 invalid-input");
    expect(await code(await post(door, "/v1/things", "title=x", { headers: { "content-type": "application/x-www-form-urlencoded" } }))).toBe(
      "415 media-type-not-supported",
    );
    expect(await code(await post(door, "/v1/things", { title: "x" }, { headers: { "content-encoding": "gzip" } }))).toBe(
      "415 media-type-not-supported",
    );
    expect(await code(await post(door, "/v1/things", { title: "x".repeat(600_000) }))).toBe("413 body-too-large");
    expect(await code(await post(door, "/v1/things", { title: "x".repeat(5_000_000) }))).toBe("413 body-too-large");
  });

  test("hands on a refusal with its status and facts", async () => {
    expect(await code(await post(door, "/v1/things", { title: "refused" }))).toBe("409 thing-refused");
    const absent = await problem(await door.get(`/v1/things/${ABSENT}`));
    expect(absent).toMatchObject({ status: 404, code: "thing-not-found", title: "Thing not found", facts: { thing: ABSENT } });
  });

  test("takes and gives raw media types", async () => {
    const imported = await post(door, "/v1/things/imports", "a;b\nc;d", { headers: { "content-type": "text/csv; charset=utf-8" } });
    expect(await imported.json()).toEqual({ lines: 2 });
    const picture = await door.get(`/v1/things/${ABSENT}/picture`);
    expect([picture.headers.get("content-type"), [...new Uint8Array(await picture.arrayBuffer())]]).toEqual(["image/png", [1, 2, 255]]);
  });

  test("gives pages their charset and lets their button work, and nothing else of theirs", async () => {
    const page = await door.get(`/v1/things/${ABSENT}/page`);
    expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html; charset=utf-8", "<p>Bänke</p>"]);
    expect(page.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    );
    expect((await door.get("/v1/things")).headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  });

  test("answers HEAD like GET without the body, and 204 without one", async () => {
    const head = await door.get("/v1/things", { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, (await door.get("/v1/things")).headers.get("etag"), ""]);
    const dropped = await door.get(`/v1/things/${ABSENT}`, { method: "DELETE", as: "staff" });
    expect([dropped.status, await dropped.text()]).toEqual([204, ""]);
  });

  test("does not show a bug, but a request id", async () => {
    const answer = await problem(await post(door, `/v1/things/${ABSENT}/break`, {}));
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
