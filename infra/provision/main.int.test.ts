import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith } from "../servers/test-servers.ts";

const LIMIT_MS = 60_000;

describeWith("nats", "the provisioning", (natsUrl) => {
  test(
    "ends with a message when MongoDB cannot be reached, although NATS can",
    async () => {
      const env = { ...process.env, BUS_URL: natsUrl, DATABASE_URL: "mongodb://127.0.0.1:1/?replicaSet=rs0" };
      const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "--restored", "ideas"], { env, timeout: LIMIT_MS / 2 });
      let said = "";
      child.stderr.on("data", (chunk) => {
        said += String(chunk);
      });
      expect(await once(child, "exit")).toEqual([1, null]);
      expect(said).toMatch(/timed out|ECONNREFUSED/);
    },
    LIMIT_MS,
  );
});
