import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { personNamed } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { parseNote } from "@teilhabe/proofs/note";
import { openVerifier } from "@teilhabe/proofs/note-keys";
import { leafHashOf, leafOf } from "@teilhabe/proofs/sealed-vote";
import { isReceiptGenuine } from "@teilhabe/proofs/signed-receipt";
import { ballotBox } from "./module.ts";
import { BALLOT, keyGiver, keyOf, openedBox, secretVoters, type TestBox } from "./testing.ts";

const QUARTER_MS = 15 * 60_000;
const voters = secretVoters();

let platform: Started;
let box: TestBox;

beforeEach(async () => {
  platform = await started([keyGiver, ballotBox]);
  box = await openedBox(platform, { kind: "approval", maxLength: 2 }, { secrecy: "secret", issuerKey: voters.issuerKey });
});
afterEach(() => platform.stop());

const vote = (n: number, more: Partial<SentTo<typeof castVote>> = {}) => voters.vote(box.definitionHash, n, more);

async function cast(sent: SentTo<typeof castVote>) {
  const answer = await platform.ask(castVote, sent);
  return isRefusal(answer) ? answer.refused : `seq ${answer.seq}`;
}

async function checkpoint() {
  const { text } = await platform.done(readCheckpoint, { ballot: BALLOT });
  const { size, voters: counted } = parseCheckpoint(parseNote(utf8(text)).text);
  return { size, voters: counted };
}

describe("a secret vote", () => {
  test("gets a receipt for a leaf without a day, and is opened with what proves it", async () => {
    const sent = vote(1);
    const { receipt } = await platform.done(castVote, sent);
    const { key, choice, nonce, credential, signature } = sent;
    expect(receipt.leafHash).toBe(leafHashOf(leafOf({ ballotId: BALLOT, key, seq: 1, choice, nonce })));
    expect(isReceiptGenuine(receipt, openVerifier(box.logKey))).toBe(true);
    await box.seal();
    expect(await box.openings()).toEqual([{ index: 1, key, seq: 1, choice: '{"options":["a"]}', nonce, credential, signature }]);
  });

  test("is one, however often and at the same time it is sent; a higher seq replaces it", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => platform.done(castVote, vote(1))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const others = await Promise.all(Array.from({ length: 50 }, (_, n) => cast(vote(1, { nonce: keyOf(n) }))));
    expect(new Set(others)).toEqual(new Set(["seq-stale"]));
    expect(await cast(vote(1, { seq: 2, choice: { options: ["b"] } }))).toBe("seq 2");
    expect(await box.seal()).toEqual({ votes: 2, voters: 1 });
    expect((await box.counted()).map(({ choice }) => choice)).toEqual(['{"options":["b"]}']);
  });
});

describe("secret votes are logged", () => {
  test("not before 20 are there, then together, in an order of their own", async () => {
    const sent = Array.from({ length: 20 }, (_, n) => vote(n));
    for (const one of sent.slice(0, 19)) await cast(one);
    await platform.advance(5_000);
    expect(await checkpoint()).toEqual({ size: 1, voters: 0 });
    await cast(sent[19]!);
    await platform.advance(1_000);
    expect(await checkpoint()).toEqual({ size: 21, voters: 20 });
    await box.seal();
    const inLog = (await box.openings()).toSorted((a, b) => a.index - b.index).map(({ key }) => key);
    const arrived = sent.map(({ key }) => key);
    expect(inLog).not.toEqual(arrived);
    expect(inLog).not.toEqual(arrived.toSorted());
    expect(inLog.toSorted()).toEqual(arrived.toSorted());
  });

  test("at the next quarter of an hour, however few there are, and at closing", async () => {
    await cast(vote(1));
    await platform.advance(QUARTER_MS - 60_000);
    expect(await checkpoint()).toMatchObject({ size: 1 });
    await platform.advance(60_000);
    expect(await checkpoint()).toEqual({ size: 2, voters: 1 });
    await cast(vote(2));
    await platform.advance(1_000);
    expect(await checkpoint()).toEqual({ size: 2, voters: 1 });
    await box.seal();
    expect(await checkpoint()).toEqual({ size: 3, voters: 2 });
  });

  test("and before that nothing that can be read or heard says that there are any", async () => {
    await platform.advance(2_000);
    const before = JSON.stringify([await platform.events("ballot-box"), await platform.done(readTurnout, { ballot: BALLOT })]);
    await cast(vote(1));
    await platform.advance(5_000);
    expect(JSON.stringify([await platform.events("ballot-box"), await platform.done(readTurnout, { ballot: BALLOT })])).toBe(before);
  });
});

describe("refused, and nothing stored:", () => {
  afterEach(async () => {
    expect(await box.seal()).toEqual({ votes: 0, voters: 0 });
  });

  test("a credential of another issuer, for another key, from another ballot, or of open ballots", async () => {
    const stranger = secretVoters(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 65_537 }).privateKey);
    expect(await cast(stranger.vote(box.definitionHash, 1))).toBe("credential-refused");
    expect(await cast(vote(1, { credential: vote(2).credential }))).toBe("credential-refused");
    expect(await cast(voters.vote("ab".repeat(32), 1))).toBe("credential-refused");
    expect(await cast(vote(1, { credential: box.credential(vote(1).key) }))).toBe("credential-refused");
  });

  test("a credential that is spelt or cut otherwise", async () => {
    const { credential } = vote(1);
    const bytes = Buffer.from(credential, "base64url");
    const damaged = [
      ...[
        `${credential}=`,
        ` ${credential}`,
        `${credential}\n`,
        credential.slice(0, -1),
        `${credential}A`,
        credential.replace(/[A-Za-z]/, "+"),
        "A",
        "\u0410",
      ],
      ...[bytes.subarray(1), Buffer.concat([Buffer.of(0), bytes]), Buffer.alloc(256), Buffer.alloc(256, 255)].map((one) => one.toString("base64url")),
    ];
    // The last character carries spare bits: another spelling of the same bytes is not the credential.
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const spare = `${credential.slice(0, -1)}${last[last.indexOf(credential.at(-1) ?? "A") ^ 1]}`;
    expect(Buffer.from(fromBase64Url(credential)).equals(Buffer.from(spare, "base64url"))).toBe(true);
    for (const one of [...damaged, spare]) expect(await cast({ ...vote(1), credential: one })).toBe("credential-refused");
  });

  test("a signature that is missing, of another key, or on another vote", async () => {
    const { signature: _, ...unsigned } = vote(1);
    expect(await cast(unsigned)).toBe("signature-refused");
    expect(await cast({ ...vote(1), signature: vote(2).signature! })).toBe("signature-refused");
    expect(await cast({ ...vote(1), signature: "00".repeat(64) })).toBe("signature-refused");
    for (const changed of [{ seq: 2 }, { choice: { options: ["b"] } }, { nonce: keyOf(1) }])
      expect(await cast({ ...vote(1), ...changed })).toBe("signature-refused");
    const elsewhere = vote(1, { ballot: "0198c5a0-0000-7000-8000-0000000000b9" });
    expect(await cast({ ...elsewhere, ballot: BALLOT })).toBe("signature-refused");
  });

  test("a key that is no key of this ballot, even when it is certified", async () => {
    expect(await cast(vote(1, { key: personNamed("anna") }))).toBe("credential-refused");
    for (const key of ["ff".repeat(32), "00".repeat(32), `01${"00".repeat(31)}`])
      expect(await cast({ ...vote(1), key, credential: voters.credentialFor(box.definitionHash, key) })).toBe("signature-refused");
  });

  test("signatures and credentials that are not spelt as they must be", () => {
    for (const fault of [
      { signature: "AB".repeat(64) },
      { signature: "ab".repeat(63) },
      { signature: "" },
      { credential: "A".repeat(701) },
      { key: "\uff10".repeat(64) },
    ])
      expect(castVote.input.safeParse({ ...vote(1), ...fault }).success).toBe(false);
  });
});

test("a definition without an issuer's key, or with a weak one, opens no secret box", async () => {
  const weak = generateKeyPairSync("rsa", { modulusLength: 1024, publicExponent: 65_537 }).publicKey.export({ format: "jwk" });
  const other = await started([keyGiver, ballotBox]);
  const secret = { secrecy: "secret" };
  await expect(openedBox(other, { kind: "approval" }, secret)).rejects.toThrow("definition-damaged");
  await expect(openedBox(other, { kind: "approval" }, { ...secret, issuerKey: { n: weak.n ?? "", e: "AQAB" } })).rejects.toThrow(
    "definition-damaged",
  );
  await expect(openedBox(other, { kind: "approval" }, { issuerKey: voters.issuerKey })).rejects.toThrow("definition-damaged");
  await other.stop();
});

test("a vote of an open or confidential ballot takes no signature", async () => {
  const other = await started([keyGiver, ballotBox]);
  const confidential = await openedBox(other);
  expect(await other.ask(castVote, { ...confidential.vote(1), signature: "00".repeat(64) })).toMatchObject({ refused: "signature-refused" });
  await other.stop();
});
