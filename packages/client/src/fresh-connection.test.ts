import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { castVote, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { teilhabeClient } from "./client.ts";
import { freshConnection } from "./fresh-connection.ts";

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const vote = { ballot, credential: "c", key: "0".repeat(64), seq: 1, choice: { options: ["park"] }, nonce: "0".repeat(64) };

/** Ports from which requests came, by their method, and what they carried. */
let seen: { readonly port: number | undefined; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
let status = 200;
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    seen.push({ port: request.socket.remotePort, headers: request.headers, body });
    response.writeHead(status, { "content-type": "application/json" }).end(status === 204 ? "" : '{"code":"box-busy","voters":3}');
  });
});
let url = "";

beforeEach(async () => {
  seen = [];
  status = 200;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("each request has a connection of its own, also where the origin is the same", async () => {
  const signedIn = teilhabeClient({ url, token: "of-anna" });
  const door = teilhabeClient({ url, fetch: freshConnection });
  for (let round = 0; round < 2; round++) expect(await signedIn.ask(readTurnout, { ballot })).toMatchObject({ voters: 3 });
  for (let round = 0; round < 2; round++) expect(await door.ask(castVote, vote)).toMatchObject({ voters: 3 });
  const ports = seen.map(({ port }) => port);
  expect(new Set([ports[2], ports[3]]).size).toBe(2);
  for (const port of ports.slice(0, 2)) expect(ports.slice(2)).not.toContain(port);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer of-anna", "Bearer of-anna", undefined, undefined]);
  expect(JSON.parse(seen[2]?.body ?? "")).toMatchObject({ credential: "c" });
  for (const { headers } of seen.slice(2)) expect(headers).toMatchObject({ connection: "close" });
});

test("refusals, answers without a body and broken connections are as with any fetch", async () => {
  const door = teilhabeClient({ url, fetch: freshConnection });
  status = 503;
  await expect(door.ask(castVote, vote)).rejects.toMatchObject({ name: "Problem", status: 503, code: "box-busy" });
  status = 204;
  expect(await door.ask(castVote, vote)).toEqual({});
  const gone = teilhabeClient({ url: "http://127.0.0.1:9", fetch: freshConnection });
  await expect(gone.ask(castVote, vote)).rejects.toMatchObject({ name: "Unreachable" });
});
