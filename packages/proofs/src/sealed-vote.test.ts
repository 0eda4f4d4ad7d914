import { sign } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { textOf, toHex } from "./bytes.ts";
import { ed25519PrivateKey, newSeed, rawPublicKey } from "./ed25519.ts";
import { newNoteKeys, openSigner, openVerifier } from "./note-keys.ts";
import { commitmentOf, definitionHashOf, isSignedByVoter, leafHashOf, leafOf } from "./sealed-vote.ts";
import { isReceiptGenuine, signReceipt } from "./signed-receipt.ts";
import { type Vote, voteLeafBytes, voteMessage } from "./vote.ts";

const voterKey = ed25519PrivateKey(newSeed());
const vote: Vote = { ballotId: "b1", key: toHex(rawPublicKey(voterKey)), seq: 1, choice: ["a", "b"], nonce: "01".repeat(32) };

describe("a vote", () => {
  test("is signed over every one of its parts", () => {
    const signature = toHex(sign(null, voteMessage(vote), voterKey));
    expect(isSignedByVoter(vote, signature)).toBe(true);
    const changes: Partial<Vote>[] = [
      { ballotId: "b2" },
      { seq: 2 },
      { choice: ["a"] },
      { nonce: "02".repeat(32) },
      { key: toHex(rawPublicKey(ed25519PrivateKey(newSeed()))) },
    ];
    for (const change of changes) expect(isSignedByVoter({ ...vote, ...change }, signature)).toBe(false);
  });

  test("hides its choice in the log, and binds it", () => {
    const leaf = leafOf(vote);
    expect(textOf(voteLeafBytes(leaf))).toBe(
      `{"ballotId":"b1","commitment":"${commitmentOf(vote.choice, vote.nonce)}","key":"${vote.key}","kind":"vote","seq":1}`,
    );
    expect(commitmentOf(["a"], vote.nonce)).not.toBe(leaf.commitment);
    expect(commitmentOf(vote.choice, "02".repeat(32))).not.toBe(leaf.commitment);
    expect(leafHashOf(leafOf(vote, "2026-11-23"))).not.toBe(leafHashOf(leaf));
  });

  test.each([["01"], ["zz".repeat(32)], ["AB".repeat(32)]])("has no commitment with the nonce %j", (nonce) => {
    expect(() => commitmentOf(vote.choice, nonce)).toThrow();
  });
});

describe("a receipt", () => {
  const log = newNoteKeys("city.example/ballots/b1");
  const promise = {
    ballotId: "b1",
    definitionHash: definitionHashOf({ title: "A" }),
    leafHash: leafHashOf(leafOf(vote)),
    includeBy: "2026-11-24T19:00:00Z",
  };

  test("proves what the box promised, and nothing else", () => {
    const receipt = signReceipt(promise, openSigner(log.signerKey));
    expect(isReceiptGenuine(receipt, openVerifier(log.verifierKey))).toBe(true);
    for (const change of [
      { includeBy: "2026-11-25T19:00:00Z" },
      { leafHash: "00".repeat(32) },
      { ballotId: "b2" },
      { definitionHash: "00".repeat(32) },
    ])
      expect(isReceiptGenuine({ ...receipt, ...change }, openVerifier(log.verifierKey))).toBe(false);
  });
});
