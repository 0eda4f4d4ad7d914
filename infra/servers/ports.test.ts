import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { keptPorts } from "./ports.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "teilhabe-ports-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the ports of a folder", () => {
  test("are different ones, and stay the same", async () => {
    const ports = await keptPorts(folder, ["client", "monitoring"]);
    expect(ports.client).not.toBe(ports.monitoring);
    await expect(keptPorts(folder, ["client", "monitoring"])).resolves.toEqual(ports);
  });

  test("are refused to a server of another kind", async () => {
    await keptPorts(folder, ["node1"]);
    await expect(keptPorts(folder, ["node1", "node2", "node3"])).rejects.toThrow(/ports node1, not node1, node2, node3/);
  });

  test("are refused with the port's number when another program took one", async () => {
    const { client } = await keptPorts(folder, ["client"]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(client, "127.0.0.1", () => resolve()));
    await expect(keptPorts(folder, ["client"])).rejects.toThrow(`Port ${client} (client)`);
    await new Promise((resolve) => other.close(resolve));
  });
});
