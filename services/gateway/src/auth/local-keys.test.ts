import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mintToken, rotateLocalKey } from "@teilhabe/platform/http/local-issuer";
import { localVerifier } from "./verifier.ts";

const SECOND_MS = 1_000;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a rotated key is noticed while the gateway runs: old and new tokens are good, until the next rotation", async () => {
  let nowMs = Date.now();
  const verifier = localVerifier(folder, "teilhabe", () => nowMs);
  const minted = () => mintToken(folder, { as: "citizen", name: "Anna" });
  const isGood = (token: string) => verifier.verify(token).then(Boolean, () => false);
  const first = minted();
  expect(await isGood(first)).toBe(true);
  rotateLocalKey(folder);
  nowMs += SECOND_MS;
  const second = minted();
  expect([await isGood(first), await isGood(second)]).toEqual([true, true]);
  rotateLocalKey(folder);
  nowMs += 10 * SECOND_MS;
  expect([await isGood(first), await isGood(second), await isGood(minted())]).toEqual([false, true, true]);
});
