import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const PACKAGES = new URL("../../", import.meta.url);
const OWN = /^@teilhabe\/([a-z-]+)\/(.+)$/;

/** Every file that a browser loads with this one; others' packages by their names. */
function loadedBy(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type ).*? from "([^"]+)";$/gm)) {
    const own = OWN.exec(path);
    const target = own === null ? new URL(path, file) : new URL(`${own[1]}/src/${own[2]}.ts`, PACKAGES);
    if (path.startsWith(".") || own !== null) loadedBy(target, seen);
    else seen.add(path);
  }
  return seen;
}

test.each(["client.ts", "vote.ts", "secret-vote.ts"])("%s runs in a browser: nothing from Node, no Buffer, no process", (entry) => {
  const loaded = [...loadedBy(new URL(entry, import.meta.url))];
  const files = loaded.filter((href) => href.startsWith("file:"));
  expect(files.length).toBeGreaterThan(3);
  expect(loaded.filter((href) => !href.startsWith("file:") && href !== "zod")).toEqual([]);
  for (const href of files) {
    expect(existsSync(new URL(href))).toBe(true);
    expect(readFileSync(new URL(href), "utf8")).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(/);
  }
});
