import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const here = new URL("./", import.meta.url);

/** Every file that a browser loads with one of the voter's files. */
function loadedBy(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type ).*? from "([^"]+)";$/gm)) {
    if (path.startsWith(".")) loadedBy(new URL(path, file), seen);
    else seen.add(path);
  }
  return seen;
}

test("the voter's side runs in a browser: nothing from Node, no Buffer, no process", () => {
  const entries = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const loaded = new Set(entries.flatMap((name) => [...loadedBy(new URL(name, here))]));
  expect(entries.length).toBeGreaterThan(5);
  for (const href of loaded) {
    expect(href).toMatch(/^file:/);
    expect(readFileSync(new URL(href), "utf8")).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(/);
  }
});
