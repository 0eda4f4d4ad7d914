import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { people } from "@teilhabe/people/module";
import { realWorld } from "@teilhabe/platform/clock";
import { BadSettings, readSettings } from "@teilhabe/platform/config";
import { listen } from "./listening.ts";
import { type Opened, opened } from "./testing/opened.ts";

let door: Opened;
beforeAll(async () => {
  door = await opened([people]);
});
afterAll(() => door.stop());

/** Sends bytes as they are and gives what comes back until the connection closes. */
function exchanged(...parts: readonly string[]): Promise<string> {
  return exchangedWith(door.port, ...parts);
}

async function exchangedWith(port: number, ...parts: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    answer += chunk;
  });
  for (const part of parts) socket.write(part);
  await once(socket, "close");
  return answer;
}

describe("what is no proper request is a problem too", () => {
  test.each([
    ["no HTTP", "hello\r\n\r\n", "400", "invalid-input"],
    ["headers that are too large", `GET /v1/things HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, "431", "headers-too-large"],
    ["two lengths", "POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde", "400", "invalid-input"],
    [
      "a length and chunks",
      "POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "400",
      "invalid-input",
    ],
    ["no host", "GET /v1/things HTTP/1.1\r\n\r\n", "400", "invalid-input"],
    ["what nobody can fulfil", "GET /v1/things HTTP/1.1\r\nhost: x\r\nexpect: the moon\r\n\r\n", "417", "expectation-failed"],
  ])("%s", async (_, request, status, code) => {
    const [head = "", body = ""] = (await exchanged(request)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain("content-type: application/problem+json");
    const problem = JSON.parse(body) as { readonly requestId: string };
    expect(problem).toMatchObject({ status: Number(status), code, requestId: expect.any(String) });
    expect(head).toContain(`x-request-id: ${problem.requestId}`);
  });

  test("also after a good request on the same connection", async () => {
    const answer = await exchanged("HEAD /v1/things HTTP/1.1\r\nhost: x\r\n\r\n", "nonsense\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 200 OK[\s\S]*HTTP\/1.1 400 /);
  });

  test("a request that does not end in time is 408", async () => {
    const patience = { headersMs: 100, requestMs: 200, checkedEveryMs: 20 };
    const impatient = await listen(() => undefined, readSettings({ PORT: "0" }), realWorld(), patience);
    const answer = await exchangedWith(impatient.address.port, "GET /v1/things HTTP/1.1\r\nhost: x\r\n");
    await impatient.stop(0);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"request-too-slow"');
  });
});

test("a port that is taken is a wrong setting, told in words", async () => {
  const settings = readSettings({ PORT: String(door.port) });
  await expect(listen(() => undefined, settings, realWorld())).rejects.toThrow(BadSettings);
  await expect(listen(() => undefined, settings, realWorld())).rejects.toThrow("something listens there already");
});

describe("stopping", () => {
  test("finishes what has begun, takes nothing new, and keeps nobody waiting", async () => {
    const other = await opened([people]);
    const keptAlive = await other.get("/v1/things");
    await keptAlive.text();
    const socket = connect(other.port, "127.0.0.1");
    await once(socket, "connect");
    const body = JSON.stringify({ title: "slow" });
    const head = `POST /v1/things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${other.token()}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    socket.write(head + body.slice(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopping = other.platform.modules.at(-1)?.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(fetch(`${other.url}/livez`)).rejects.toThrow();
    socket.write(body.slice(5));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 201 /);
    const beganMs = Date.now();
    await stopping;
    expect(Date.now() - beganMs).toBeLessThan(2_000);
    for (const module of other.platform.modules.slice(0, -1)) await module.stop();
  });
});
