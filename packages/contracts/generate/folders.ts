import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

export const GENERATED = join(import.meta.dirname, "..", "generated");
export const RELEASED = join(import.meta.dirname, "..", "released");

/** The files in a folder and below by their path in it; empty for a folder that is not there. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name.split(sep).join("/"), readFileSync(join(folder, name), "utf8")]));
}

/** Makes the folder hold exactly these files. */
export function replaceFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const name of filesIn(folder).keys()) if (!files.has(name)) rmSync(join(folder, name));
  writeFiles(folder, files);
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
