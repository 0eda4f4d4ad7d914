import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "@jest/globals";

const voting = new URL("../../../../shared/data/voting/", import.meta.url);

/** A test over the real elections beside the repository. Without them it is skipped by name, but in CI it fails. */
export function testOnRealElections(name: string, run: () => void): void {
  // biome-ignore lint/style/noProcessEnv: only the environment says whether this is CI
  if (existsSync(voting) || process.env["CI"] !== undefined) test(name, run);
  else test.skip(`${name} (skipped: ../shared/data/voting is not there)`, run);
}

/** The bytes of a file of the real elections. */
export function realBytes(path: string): Uint8Array {
  return readFileSync(new URL(path, voting));
}

/** A JSON file of the real elections; the caller says its shape. */
export function realJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, voting), "utf8"));
}

/** The names of the files in a folder of the real elections. */
export function realFiles(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, voting)).sort();
}
