import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { castVote, listOpenings, openBox, readPersonData, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { personNamed } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { openVerifier } from "@teilhabe/proofs/note-keys";
import { leafHashOf, leafOf } from "@teilhabe/proofs/sealed-vote";
import { isReceiptGenuine } from "@teilhabe/proofs/signed-receipt";
import { ballotBox } from "./module.ts";
import { BALLOT, keyGiver, keyOf, openedBox, type TestBox } from "./testing.ts";

const MINUTE = 60_000;

let platform: Started;
let box: TestBox;

beforeEach(async () => {
  platform = await started([keyGiver, ballotBox]);
  box = await openedBox(platform, { kind: "approval", maxLength: 2 });
});
afterEach(() => platform.stop());

async function cast(vote: ReturnType<TestBox["vote"]>) {
  const answer = await platform.ask(castVote, vote);
  return isRefusal(answer) ? answer.refused : `seq ${answer.seq}`;
}

describe("a vote", () => {
  test("gets a receipt that anyone can check with the published log key", async () => {
    const vote = box.vote(1);
    const { receipt } = await platform.done(castVote, vote);
    const leaf = leafOf({ ballotId: BALLOT, key: vote.key, seq: 1, choice: vote.choice, nonce: vote.nonce }, "2026-11-23");
    expect(receipt).toMatchObject({
      ballotId: BALLOT,
      definitionHash: box.definitionHash,
      leafHash: leafHashOf(leaf),
      includeBy: "2026-11-23T13:00:00.000Z",
    });
    expect(isReceiptGenuine(receipt, openVerifier(box.logKey))).toBe(true);
  });

  test("sent again gets the same answer, even on another day, when closed, and sealed", async () => {
    const vote = box.vote(1);
    const first = await platform.done(castVote, vote);
    expect(await platform.done(castVote, vote)).toEqual(first);
    await box.amend(1, "2026-11-25T12:00:00.000Z");
    await platform.advance(24 * 60 * MINUTE);
    const renewed = { ...vote, credential: box.credential(vote.key) };
    expect(await platform.done(castVote, renewed)).toEqual(first);
    await platform.advance(48 * 60 * MINUTE);
    expect(await platform.done(castVote, { ...vote, credential: box.credential(vote.key) })).toEqual(first);
    await box.seal();
    expect(await platform.done(castVote, { ...vote, credential: box.credential(vote.key) })).toEqual(first);
  });

  test("is replaced by one with a higher seq; a stale one is told the current seq", async () => {
    await platform.done(castVote, box.vote(1));
    await platform.done(castVote, box.vote(1, { seq: 2, choice: { options: ["b", "c"] } }));
    expect(await platform.ask(castVote, box.vote(1, { choice: { options: ["c"] } }))).toMatchObject({ refused: "seq-stale", facts: { seq: 2 } });
    await box.seal();
    expect(await box.counted()).toEqual([{ key: keyOf(1), seq: 2, choice: '{"options":["b","c"]}' }]);
  });

  test("50 times the same at once is one vote with one receipt", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => platform.done(castVote, box.vote(1))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await box.seal()).toEqual({ votes: 1, voters: 1 });
  });

  test("50 different ones of one voter at once are one vote: the one with the highest seq", async () => {
    const seqs = Array.from({ length: 50 }, (_, n) => ((n * 29) % 50) + 1);
    const answers = await Promise.all(seqs.map((seq) => cast(box.vote(1, { seq, choice: { options: [seq === 50 ? "c" : "a"] } }))));
    expect(answers[seqs.indexOf(50)]).toBe("seq 50");
    expect(new Set(answers.filter((answer) => !answer.startsWith("seq ")))).toEqual(new Set(["seq-stale"]));
    expect((await box.seal()).voters).toBe(1);
    expect(await box.counted()).toEqual([{ key: keyOf(1), seq: 50, choice: '{"options":["c"]}' }]);
  });

  test("50 different ones under one seq at once: one is taken, the others are told", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => cast(box.vote(1, { nonce: keyOf(1_000 + n) }))));
    expect(answers.filter((answer) => answer === "seq 1")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "seq-stale")).toHaveLength(49);
  });
});

describe("refused, and nothing stored:", () => {
  afterEach(async () => {
    expect(await box.seal()).toEqual({ votes: 0, voters: 0 });
  });

  test("a paper that the frozen rules do not allow, with every fault", async () => {
    const answer = await platform.ask(castVote, box.vote(1, { choice: { options: ["a", "b", "z"] } }));
    expect(answer).toMatchObject({ refused: "choice-invalid", errors: [{ pointer: "/choice/options" }, { pointer: "/choice/options" }] });
  });

  test("a credential that is forged, expired, or for another key", async () => {
    expect(await cast(box.vote(1, { credential: "x" }))).toBe("credential-refused");
    expect(await cast(box.vote(1, { credential: box.credential(keyOf(2)) }))).toBe("credential-refused");
    expect(await cast(box.vote(1, { credential: box.credential(keyOf(1), 1) }))).toBe("credential-expired");
  });

  test("keys, nonces and numbers that are not spelt as they must be", () => {
    const damaged = [
      ...["", "AB".repeat(32), "ab".repeat(31), `${"ab".repeat(32)}00`, `${"ab".repeat(31)}\u0430\u0431`, personNamed("anna").toUpperCase()].map(
        (key) => ({ key }),
      ),
      ...["", "ab".repeat(33), "zz".repeat(32)].map((nonce) => ({ nonce })),
      ...[0, -1, 1.5, 1_001, Number.NaN].map((seq) => ({ seq })),
      { credential: "x".repeat(701) },
      { choice: { options: ["a\u0000"] } },
    ];
    for (const fault of damaged) expect(castVote.input.safeParse({ ...box.vote(1), ...fault }).success).toBe(false);
    expect(castVote.input.safeParse(box.vote(1)).success).toBe(true);
  });

  test("a vote for a ballot without an open box", async () => {
    expect(await cast({ ...box.vote(1), ballot: "0198c5a0-0000-7000-8000-0000000000b9" })).toBe("ballot-not-open");
  });
});

describe("the closing time", () => {
  test("is judged at arrival, with the published grace", async () => {
    await platform.advance(120 * MINUTE + 30_000);
    expect(await cast(box.vote(1))).toBe("seq 1");
    await platform.advance(1);
    expect(await cast(box.vote(2))).toBe("ballot-closed");
    expect(await box.seal()).toEqual({ votes: 1, voters: 1 });
  });

  test("moves with an amendment, which reaches every replica within a second", async () => {
    await cast(box.vote(1));
    await box.amend(1, "2026-11-23T14:00:00.000Z", ["b"]);
    await platform.advance(180 * MINUTE);
    expect(await cast(box.vote(2))).toBe("seq 1");
    expect(await platform.ask(castVote, box.vote(3, { choice: { options: ["b"] } }))).toMatchObject({ refused: "choice-invalid" });
  });

  test("the seal ends it at once, and sealing again gives the same counts", async () => {
    await cast(box.vote(1));
    const counts = await box.seal();
    expect(await cast(box.vote(2))).toBe("ballot-closed");
    expect(await box.seal()).toEqual(counts);
  });
});

describe("openings", () => {
  test("are not given before the seal", async () => {
    await cast(box.vote(1));
    expect(await platform.ask(listOpenings, { ballot: BALLOT })).toMatchObject({ refused: "box-not-sealed" });
  });

  test("come in pages that fit into a message, in the order of the keys", async () => {
    const voters = Array.from({ length: 2_500 }, (_, n) => n);
    await Promise.all(voters.map((n) => platform.done(castVote, box.vote(n))));
    await box.seal();
    const opened = await box.openings();
    expect(opened.map((one) => one.key)).toEqual(voters.map(keyOf).sort());
  });
});

describe("the turnout", () => {
  test("is that of the signed checkpoints, and announced when it has changed", async () => {
    await Promise.all([1, 2, 3].map((n) => cast(box.vote(n))));
    await cast(box.vote(1, { seq: 2 }));
    await platform.advance(2_000);
    await cast(box.vote(1, { seq: 3 }));
    await platform.advance(2_000);
    await cast(box.vote(4));
    await platform.advance(2_000);
    const events = (await platform.events("ballot-box")).filter((event) => event.type === "ballot-box.turnout-changed.v1");
    expect(events.map((event) => event.data)).toEqual([
      { ballot: BALLOT, voters: 3 },
      { ballot: BALLOT, voters: 4 },
    ]);
    expect(await platform.done(readTurnout, { ballot: BALLOT })).toEqual({ ballot: BALLOT, voters: 4, sealed: false });
  });

  test("no event and no answer about an open box says how anybody voted", async () => {
    await cast(box.vote(1, { choice: { options: ["c"] } }));
    await platform.advance(1_000);
    const said = JSON.stringify([await platform.events("ballot-box"), await platform.done(readTurnout, { ballot: BALLOT })]);
    expect(said).not.toContain('"c"');
    expect(said).not.toContain(keyOf(1));
  });
});

test("a box opens under one definition only", async () => {
  expect(await platform.ask(openBox, { ballot: BALLOT, definition: "{}", definitionHash: "00".repeat(32) })).toMatchObject({
    refused: "definition-damaged",
  });
});

test("a person's copy of data holds the votes of open ballots, where the person's id is the key", async () => {
  const person = personNamed("anna");
  await cast(box.vote(1, { key: person }));
  const { data } = await platform.done(readPersonData, { person });
  expect(data).toEqual({ openVotes: [{ ballot: BALLOT, seq: 1, choice: '{"options":["a"]}', day: "2026-11-23" }] });
});
