import { verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fromHex } from "@teilhabe/proofs/bytes";
import { ed25519PrivateKey, ed25519PublicKey, rawPublicKey } from "@teilhabe/proofs/ed25519";
import { SIGNED_HERE_MAX, type Signing, signing, type ToSign } from "./signing.ts";

const SEEDS = ["11".repeat(32), "22".repeat(32)];

let receipts: Signing;
beforeEach(() => {
  receipts = signing();
});
afterEach(() => receipts.close());

function some(count: number): ToSign[] {
  return Array.from({ length: count }, (_, n) => ({ seed: SEEDS[n % 2] ?? "", text: `receipt ${n} für alle` }));
}

function isGenuine({ seed, text }: ToSign, signature: string | undefined): boolean {
  const key = ed25519PublicKey(rawPublicKey(ed25519PrivateKey(fromHex(seed))));
  return verify(null, Buffer.from(text), key, fromHex(signature ?? "", 64));
}

describe("signing", () => {
  test.each([1, SIGNED_HERE_MAX, SIGNED_HERE_MAX + 1, 700])("gives each of %d texts the signature of its own key", async (count) => {
    const items = some(count);
    const signatures = await Promise.all(items.map(receipts.sign));
    expect(items.filter((item, n) => !isGenuine(item, signatures[n]))).toEqual([]);
  });

  test("goes on when the thread is ended in the middle, and after closing", async () => {
    const items = some(200);
    const underWay = Promise.all(items.map(receipts.sign));
    await new Promise(setImmediate);
    await receipts.close();
    const signatures = [...(await underWay), ...(await Promise.all(items.map(receipts.sign)))];
    expect(signatures).toHaveLength(400);
    expect(signatures.filter((signature, n) => !isGenuine(items[n % 200] ?? items[0]!, signature))).toEqual([]);
  });
});
