import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith } from "../servers/test-servers.ts";

const LIMIT_MS = 400_000;

/** Processes that have the folder in their command line or in their settings; none where the system does not tell (no /proc). */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return ["cmdline", "environ"].some((file) => readFileSync(`/proc/${pid}/${file}`, "utf8").includes(folder));
    } catch {
      return false;
    }
  });
}

function saying(command: ChildProcess, what: string): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    command.stderr?.on("data", (part) => {
      said += String(part);
      if (said.includes(what)) resolve();
    });
    command.once("exit", () => reject(new Error(`it ended without saying "${what}":\n${said}`)));
  });
}

describeWith("kafka", "npm run faults, told to stop while a part is away", () => {
  test(
    "ends at once everything that it started",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "teilhabe-faults-"));
      const args = ["--only", "ideas: all replicas killed", "--data", join(folder, "data")];
      const command = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], { stdio: ["ignore", "ignore", "pipe"] });
      const exit = once(command, "exit");
      await saying(command, "killed …");
      expect(processesOf(folder).length).toBeGreaterThan(10);
      command.kill("SIGTERM");
      expect((await exit)[0]).toBe(1);
      expect(processesOf(folder)).toEqual([]);
      await rm(folder, { recursive: true, force: true });
    },
    LIMIT_MS,
  );
});
