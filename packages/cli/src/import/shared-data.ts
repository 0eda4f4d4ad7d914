import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "@jest/globals";

const folder = new URL("../../../../../shared/data/capacity/", import.meta.url);

/** A test over the open data beside the repository. Without them it is skipped by name, but in CI it fails. */
export function testOnSharedData(name: string, run: () => void | Promise<void>, timeoutMs = 60_000): void {
  if (existsSync(folder) || process.env["CI"] !== undefined) test(name, run, timeoutMs);
  else test.skip(`${name} (skipped: ../shared/data/capacity is not there)`, run);
}

export function sharedFile(name: string): string {
  return fileURLToPath(new URL(name, folder));
}
