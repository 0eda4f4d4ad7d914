import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { type Opened, opened } from "../testing/opened.ts";
import { readStream, type StreamReader } from "../testing/stream-reader.ts";

let door: Opened;
let readers: StreamReader[] = [];

beforeEach(async () => {
  door = await opened([people]);
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await door.stop();
});

const open = async (path: string, init: Parameters<Opened["get"]>[1] = {}) => {
  const abort = new AbortController();
  const response = await door.get(path, { ...init, signal: abort.signal });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const reader = readStream(response, abort);
  readers = [...readers, reader];
  return reader;
};
const say = (count: number) => {
  door.saying.count = count;
  door.saying.announce();
};
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const heard = async (reader: StreamReader, count: number) => (await reader.seen(count)).map(({ data }) => (data as { n: number }).n);

describe("a live stream", () => {
  test("gives what was said before and what is said from then on, each once and in order", async () => {
    say(250);
    const reader = await open("/v1/things/stream");
    expect(await heard(reader, 250)).toEqual(numbers(1, 250));
    say(251);
    await reader.seen(251);
    say(600);
    expect(await heard(reader, 600)).toEqual(numbers(1, 600));
    expect((await reader.seen(600)).at(-1)).toEqual({ id: "c600", data: { n: 600 } });
  });

  test("goes on after Last-Event-ID, which is newer than the address", async () => {
    say(10);
    expect(await heard(await open("/v1/things/stream?after=c7"), 3)).toEqual([8, 9, 10]);
    expect(await heard(await open("/v1/things/stream?after=c7", { headers: { "last-event-id": "c9" } }), 1)).toEqual([10]);
  });

  test("misses nothing when things are said while clients come", async () => {
    let said = 0;
    const saying = setInterval(() => {
      said += 7;
      say(said);
    }, 3);
    const all: StreamReader[] = [];
    for (let index = 0; index < 20; index++) {
      all.push(await open("/v1/things/stream"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    clearInterval(saying);
    for (const reader of all) expect(await heard(reader, said)).toEqual(numbers(1, said));
  });

  test("is read once for all who listen", async () => {
    say(50);
    const all = await Promise.all(numbers(1, 200).map(() => open("/v1/things/stream")));
    for (const reader of all) await reader.seen(50);
    const asked = door.saying.asked;
    say(51);
    for (const reader of all) expect(await heard(reader, 51)).toEqual(numbers(1, 51));
    expect(door.saying.asked - asked).toBeLessThanOrEqual(3);
  });

  test("tells a position that is gone where to go on, and ends", async () => {
    say(20);
    door.saying.oldest = 10;
    const reader = await open("/v1/things/stream?after=c3");
    expect(await reader.seen(1)).toEqual([{ event: "reset", id: "c10", data: { code: "cursor-too-old", after: "c10" } }]);
    await reader.ended;
    expect(await heard(await open("/v1/things/stream", { headers: { "last-event-id": "c10" } }), 10)).toEqual(numbers(11, 20));
  });

  test("of a person gives that person's own", async () => {
    expect((await door.get("/v1/things/mine/stream")).status).toBe(401);
    say(2);
    const [anna] = await (await open("/v1/things/mine/stream", { as: "citizen" })).seen(2);
    expect(anna).toMatchObject({ id: "c1", data: { cursor: "c1", n: 1, to: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  });

  test("of a person is never given to another one, whatever they send", async () => {
    say(1);
    const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    const to = async (name: string) => {
      const reader = await open("/v1/things/mine/stream", { headers: { ...trace, authorization: `Bearer ${door.token("citizen", name)}` } });
      const [frame] = await reader.seen(1);
      return JSON.stringify(frame);
    };
    expect(new Set([await to("Anna"), await to("Bert"), await to("Cem")]).size).toBe(3);
  });

  test("ends for a client that does not take what comes, and for no other", async () => {
    const slow = connect(door.port, "127.0.0.1");
    slow.write("GET /v1/things/stream HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(slow, "readable");
    const closed = once(slow, "close");
    const other = await open("/v1/things/stream");
    door.saying.padding = "x".repeat(1_000);
    let said = 0;
    while (other.bytes() < 14_000_000) {
      said += 100;
      say(said);
      await other.seen(said);
    }
    slow.resume();
    await closed;
    expect(slow.bytesRead).toBeLessThan(other.bytes());
  }, 60_000);

  test("gives a client as much of what was said before as it takes", async () => {
    door.saying.padding = "x".repeat(1_000);
    say(10_000);
    const slow = connect(door.port, "127.0.0.1");
    slow.write("GET /v1/things/stream HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(slow, "readable");
    await new Promise((resolve) => setTimeout(resolve, 300));
    let text = "";
    slow.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("id: c10000\n")) slow.destroy();
    });
    await once(slow, "close");
    expect(text).toContain("id: c10000\n");
  });

  test("ends when the token expires", async () => {
    const token = door.token("citizen", "Anna", { ttlSeconds: 2 });
    const reader = await open("/v1/things/mine/stream", { headers: { authorization: `Bearer ${token}` } });
    const beganMs = Date.now();
    await reader.ended;
    expect(Date.now() - beganMs).toBeLessThan(4_000);
  });

  test("refuses a bad position and other faults before it opens", async () => {
    expect((await door.get("/v1/things/stream?after=%20")).status).toBe(400);
    expect((await door.get("/v1/things/stream?limit=5")).status).toBe(400);
    expect((await door.get("/v1/things/stream", { headers: { "last-event-id": "ä".repeat(3) } }).catch(() => ({ status: 400 }))).status).toBe(400);
  });

  test("answers HEAD without staying open", async () => {
    const head = await door.get("/v1/things/stream", { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "text/event-stream", ""]);
  });

  test("ends for all when the platform stops", async () => {
    const reader = await open("/v1/things/stream");
    const stopping = door.platform.stop();
    await reader.ended;
    await stopping;
    door = await opened([people]);
  });
});
