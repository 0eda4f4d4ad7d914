import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { holdsConnection } from "./process-table.ts";

const where = existsSync("/proc/net/tcp") ? test : test.skip;

where("whose end of a connection it is", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(client, "connect");
  const port = client.localPort ?? 0;
  expect(holdsConnection(process.pid, port)).toBe(true);
  expect(holdsConnection(process.ppid, port)).toBe(false);
  client.destroy();
  server.close();
  await once(server, "close");
});
