import { readFileSync } from "node:fs";

const FOLDER = new URL("../../data/", import.meta.url);

/** The lines of a shipped table, without comments and header, cut at the separator. No value has quotes. */
export function readTable(file: string, separator: string): string[][] {
  const lines = readFileSync(new URL(file, FOLDER), "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .slice(1)
    .map((line) => line.split(separator));
}
