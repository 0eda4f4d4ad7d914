import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { teilhabeClient } from "@teilhabe/client/client";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { exportBallot } from "./export-ballot.ts";

const BALLOT = "0198c5a0-0000-7000-8000-0000000000b1";
const utf8 = (text: string) => new TextEncoder().encode(text);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "teilhabe-export-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A platform that publishes these documents, in parts of ten characters, and a manifest that lists them. */
function platformWith(documents: Readonly<Record<string, string>>, listed = documents, ballotId = BALLOT) {
  const files = Object.entries(listed).map(([path, text]) => ({ path, sha256: sha256Hex(utf8(text)), size: utf8(text).length }));
  const manifest = canonicalText({
    ballotId,
    definitionHash: "ab".repeat(32),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    format: "teilhabe/ballot-folder/v1",
  });
  const all: Record<string, string> = { ...documents, "manifest.json": manifest, "manifest.note": "a note\n" };
  const partsOf = (text: string) => text.match(/[\s\S]{1,10}/g) ?? [""];
  const answer = (url: URL): Response => {
    if (url.pathname.endsWith("/publication")) {
      const described = Object.entries(all).map(([path, text]) => ({
        path,
        size: text.length,
        sha256: sha256Hex(utf8(text)),
        parts: partsOf(text).length,
      }));
      return Response.json({ ballot: BALLOT, published: true, documents: described });
    }
    const text = all[url.pathname.split("/").at(-1) ?? ""] ?? "";
    return new Response(partsOf(text)[Number(url.searchParams.get("part") ?? 0)], { headers: { "content-type": "text/plain; charset=utf-8" } });
  };
  return teilhabeClient({ url: "http://platform.example", fetch: async (input) => answer(new URL(String(input))) });
}

const documents = { "README.txt": "Für alle: nachzählen!\n", "roll.json": '{"ballotId":"x"}' };
const exported = (client: ReturnType<typeof teilhabeClient>, folder = join(root, "ballot")) =>
  exportBallot(client, { ballot: BALLOT, folder, progress: () => undefined });

describe("exporting", () => {
  test("puts the parts of every document together, byte for byte", async () => {
    expect(await exported(platformWith(documents))).toMatchObject({ ballot: BALLOT, files: 2 });
    for (const [path, text] of Object.entries(documents)) expect(readFileSync(join(root, "ballot", path), "utf8")).toBe(text);
    expect(readdirSync(root)).toEqual(["ballot"]);
  });

  test("leaves nothing behind when a file is not the one that the manifest lists", async () => {
    const client = platformWith(documents, { ...documents, "roll.json": '{"ballotId":"y"}' });
    await expect(exported(client)).rejects.toThrow("roll.json: what the platform gives is not what the manifest lists");
    expect(readdirSync(root)).toEqual([]);
  });

  test("refuses names that no published ballot has, and the manifest of another ballot", async () => {
    await expect(exported(platformWith(documents, { ...documents, "passwords.txt": "x" }))).rejects.toThrow("no file of this name");
    await expect(exported(platformWith(documents, documents, BALLOT.replace("b1", "b2")))).rejects.toThrow("not of 0198c5a0");
    await expect(exported(platformWith(documents, { "../outside.txt": "x" }))).rejects.toThrow("no manifest");
    expect(readdirSync(root)).toEqual([]);
  });

  test("touches no folder that has something in it", async () => {
    const folder = join(root, "ballot");
    mkdirSync(folder);
    writeFileSync(join(folder, "mine"), "mine");
    await expect(exported(platformWith(documents))).rejects.toThrow("name a new folder");
    expect(readdirSync(folder)).toEqual(["mine"]);
    expect(existsSync(join(folder, "manifest.json"))).toBe(false);
  });
});
