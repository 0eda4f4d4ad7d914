import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mintToken, rotateLocalKey } from "@teilhabe/platform/http/local-issuer";
import { localVerifier } from "./verifier.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a rotated key is good at once, also just after strangers had the keys read", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "teilhabe-keys-"));
  const verifier = localVerifier(folder, "teilhabe", () => Date.parse("2026-11-27T10:00:00Z"));
  const minted = (issuer: string) => mintToken(issuer, { as: "citizen", name: "Anna", nowS: Date.parse("2026-11-27T10:00:00Z") / 1_000 });
  await expect(verifier.verify(minted(elsewhere))).rejects.toThrow("key that its issuer does not name");
  const before = minted(folder);
  rotateLocalKey(folder);
  await expect(verifier.verify(minted(folder))).resolves.toMatchObject({ name: "Anna" });
  await expect(verifier.verify(minted(elsewhere))).rejects.toThrow("key that its issuer does not name");
  await expect(verifier.verify(before)).resolves.toMatchObject({ name: "Anna" });
  rmSync(elsewhere, { recursive: true });
});

test("a rotated key is noticed while the gateway runs: old and new tokens are good, until the next rotation", async () => {
  const verifier = localVerifier(folder, "teilhabe", Date.now);
  const minted = () => mintToken(folder, { as: "citizen", name: "Anna" });
  const isGood = (token: string) => verifier.verify(token).then(Boolean, () => false);
  const first = minted();
  expect(await isGood(first)).toBe(true);
  rotateLocalKey(folder);
  const second = minted();
  expect([await isGood(first), await isGood(second)]).toEqual([true, true]);
  rotateLocalKey(folder);
  expect([await isGood(first), await isGood(second), await isGood(minted())]).toEqual([false, true, true]);
});
