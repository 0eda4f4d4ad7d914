import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listCheckpoints, listPublishedOpenings, listRecords, readCheckpoint, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote, listOpenings, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { addPapers, publishBox } from "@teilhabe/contracts/ballot-box/service-operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromHex, sameBytes, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import { type Checkpoint, parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { tilePath, tilesOf } from "@teilhabe/proofs/merkle/tile-path";
import { tileWriter } from "@teilhabe/proofs/merkle/tiles";
import { openNote, openVerifier } from "@teilhabe/proofs/note-keys";
import { leafHashOf, leafOf } from "@teilhabe/proofs/sealed-vote";
import { ballotBox } from "../module.ts";
import { BALLOT, keyGiver, keyOf, openedBox, type TestBox } from "../testing.ts";

let platform: Started;
let box: TestBox;

beforeEach(async () => {
  platform = await started([keyGiver, ballotBox]);
  box = await openedBox(platform, { kind: "approval", maxLength: 2 });
});
afterEach(() => platform.stop());

function checked(note: string): Checkpoint {
  const opened = openNote(utf8(note), openVerifier(box.logKey));
  if (!opened.signed) throw new Error(opened.reason);
  return parseCheckpoint(opened.text);
}

const newest = async () => checked((await platform.done(readCheckpoint, { ballot: BALLOT })).text);

async function allPages<Item>(page: (after?: string) => Promise<{ items: Item[]; next?: string | undefined }>): Promise<Item[]> {
  const all: Item[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === undefined) return all;
    after = next;
  }
}

const allCheckpoints = (limit = 1_000) =>
  allPages((after) => platform.done(listCheckpoints, { ballot: BALLOT, limit, ...(after !== undefined && { after }) }));
const allRecords = (limit = 1_000) =>
  allPages((after) => platform.done(listRecords, { ballot: BALLOT, limit, ...(after !== undefined && { after }) }));

/** Grows the tree anew from what was opened, and holds every checkpoint and every tile against it. */
async function recheckLog(): Promise<void> {
  const leaves = new Map<number, Uint8Array>();
  for (const { index, leaf } of await allRecords()) leaves.set(index, leafHash(canonicalBytes(leaf)));
  for (const { index, key, seq, choice, nonce, day } of await box.openings())
    leaves.set(index, fromHex(leafHashOf(leafOf({ ballotId: BALLOT, key, seq, choice: JSON.parse(choice) as Json, nonce }, day))));
  const last = await newest();
  expect([...leaves.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: last.size }, (_, index) => index));

  const tree = growingTree();
  const writer = tileWriter();
  const tiles = new Map<string, Uint8Array>();
  for (const { note } of await allCheckpoints()) {
    const { size, root } = checked(note);
    expect(size).toBeGreaterThan(tree.size());
    for (let index = tree.size(); index < size; index++) {
      tree.append(leaves.get(index)!);
      for (const tile of writer.append(leaves.get(index)!)) tiles.set(tilePath(tile), tile.bytes);
    }
    expect(sameBytes(tree.root(), root)).toBe(true);
  }
  for (const tile of writer.partialTiles()) tiles.set(tilePath(tile), tile.bytes);
  expect([...tiles.keys()].sort()).toEqual([...tilesOf(last.size)].map(tilePath).sort());
  for (const [path, bytes] of tiles) {
    const { base64 } = await platform.done(readTile, { ballot: BALLOT, tile: path.slice("tile/".length) });
    expect(base64).toBe(Buffer.from(bytes).toString("base64"));
  }
}

describe("the log", () => {
  test("begins with the definition, signed before anybody votes", async () => {
    expect(await newest()).toMatchObject({ size: 1, voters: 0 });
    expect(await allRecords()).toEqual([{ index: 0, leaf: { ballotId: BALLOT, definitionHash: box.definitionHash, kind: "definition" } }]);
  });

  test("has a vote in a signed checkpoint within two seconds, and the checkpoint counts voters", async () => {
    await platform.done(castVote, box.vote(1));
    await platform.done(castVote, box.vote(1, { seq: 2 }));
    await platform.done(castVote, box.vote(2));
    await platform.advance(1_000);
    expect(await newest()).toMatchObject({ size: 4, voters: 2 });
  });

  test("holds every vote, record and paper once; every checkpoint is a beginning of it, and every tile follows from it", async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 130 }, (_, n) => platform.done(castVote, box.vote(round * 100 + n, { seq: round + 1 }))));
      await platform.advance(1_000);
      if (round === 2) await box.amend(1, "2026-11-23T14:00:00.000Z", ["b"]);
      if (round === 3) await platform.done(addPapers, papers("urne-7", 30));
    }
    await box.seal();
    await recheckLog();
  });

  test("tells of a vote only its key and that it is there: no read before publication gives a choice", async () => {
    await platform.done(castVote, box.vote(1));
    await platform.advance(1_000);
    expect(await platform.ask(listPublishedOpenings, { ballot: BALLOT })).toMatchObject({ refused: "openings-not-published" });
    await box.seal();
    expect(await platform.ask(listPublishedOpenings, { ballot: BALLOT })).toMatchObject({ refused: "openings-not-published" });
  });

  test("is announced at most every two seconds", async () => {
    await platform.advance(2_000);
    for (let n = 0; n < 8; n++) {
      await platform.done(castVote, box.vote(n));
      await platform.advance(500);
    }
    await platform.advance(2_000);
    const signed = (await platform.events("ballot-box")).filter(({ type }) => type === "ballot-box.checkpoint-signed.v1");
    expect(signed.length).toBeLessThanOrEqual(4);
    const last = signed.at(-1)?.data as { note: string; size: number; voters: number };
    expect(last).toMatchObject({ size: 9, voters: 8 });
    expect(checked(last.note)).toMatchObject({ size: 9, voters: 8 });
  });

  test("ends with the seal: the last checkpoint covers everything, and nothing grows after it", async () => {
    await Promise.all(Array.from({ length: 600 }, (_, n) => platform.done(castVote, box.vote(n))));
    const { checkpoint, votes } = await platform.done(sealBox, { ballot: BALLOT });
    expect(checked(checkpoint ?? "")).toMatchObject({ size: 601, voters: 600 });
    expect(votes).toBe(600);
    await platform.advance(30 * 60_000);
    expect(await newest()).toMatchObject({ size: 601 });
    expect(await platform.done(sealBox, { ballot: BALLOT })).toMatchObject({ checkpoint });
  });

  test("of a box that was never opened is empty, and the seal says so", async () => {
    const ballot = "0198c5a0-0000-7000-8000-0000000000b8";
    expect(await platform.done(sealBox, { ballot })).toEqual({ votes: 0, voters: 0 });
    expect(await platform.ask(readCheckpoint, { ballot })).toMatchObject({ refused: "ballot-not-open" });
  });

  test("keeps amendments in their order, each once, however often they are told, also those that only the seal tells", async () => {
    await box.amend(1, "2026-11-23T13:00:00.000Z");
    await box.amend(2, "2026-11-23T14:00:00.000Z");
    await box.amend(1, "2026-11-23T13:00:00.000Z");
    const amendment = { at: "2026-11-23T10:00:00.000Z", reason: "Storm." };
    const extended = (closesAt: string) => ({ kind: "extended" as const, ...amendment, closesAt });
    const all = [extended("2026-11-23T14:00:00.000Z"), extended("2026-11-23T14:00:00.000Z"), { kind: "closed-early" as const, ...amendment }];
    await platform.done(sealBox, { ballot: BALLOT, amendments: all });
    await platform.done(sealBox, { ballot: BALLOT, amendments: all });
    const kinds = (await allRecords()).map(({ leaf }) => (leaf["amendment"] as { kind?: string } | undefined)?.kind ?? leaf["kind"]);
    expect(kinds).toEqual(["definition", "extended", "extended", "closed-early"]);
  });

  test("gives a tile at any width that it has, and no other", async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => platform.done(castVote, box.vote(n))));
    await platform.advance(1_000);
    const tile = async (name: string) => {
      const answer = await platform.ask(readTile, { ballot: BALLOT, tile: name });
      return isRefusal(answer) ? answer.refused : Buffer.from(answer.base64, "base64").length / 32;
    };
    expect(await tile("0/000")).toBe(256);
    expect(await tile("0/000.p/3")).toBe(3);
    expect(await tile("0/001.p/45")).toBe(45);
    expect(await tile("1/000.p/1")).toBe(1);
    for (const missing of ["0/001", "0/001.p/46", "0/002.p/1", "2/000.p/1", "0/000.p/256", "0/000.p/0", "00/000", "0/x000/000"])
      expect(await tile(missing)).toBe("tile-not-found");
  });

  test("lists come in pages", async () => {
    for (let n = 0; n < 5; n++) {
      await platform.done(castVote, box.vote(n));
      await platform.advance(1_000);
    }
    expect(await allCheckpoints(2)).toEqual(await allCheckpoints());
    await box.amend(1, "2026-11-23T13:00:00.000Z");
    expect(await allRecords(1)).toEqual(await allRecords());
  });
});

function papers(batch: string, count: number, more: Partial<Parameters<typeof addPapers.input.parse>[0] & object> = {}) {
  const filled = Array.from({ length: count }, (_, n) => ({ choice: { options: [n % 2 === 0 ? "a" : "c"] }, nonce: keyOf(7_000 + n) }));
  return { ballot: BALLOT, batch, origin: "paper" as const, district: "nord", invalid: 2, papers: filled, ...more };
}

describe("papers", () => {
  test("follow their batch in the log in the order of their numbers, count as voters, and are opened like votes", async () => {
    expect(await platform.done(addPapers, papers("urne-7", 3))).toEqual({ ballot: BALLOT, batch: "urne-7", papers: 3 });
    await platform.done(castVote, box.vote(1));
    await platform.advance(1_000);
    expect(await newest()).toMatchObject({ size: 6, voters: 4 });
    expect((await allRecords())[1]).toMatchObject({
      index: 1,
      leaf: { kind: "paper-batch", papers: 3, invalid: 2, district: "nord", origin: "paper" },
    });
    expect(await box.seal()).toEqual({ votes: 4, voters: 4 });
    const opened = await box.openings();
    expect(opened.map(({ key, seq, index, day }) => [key, seq, index, day])).toEqual([
      [keyOf(1), 1, 5, "2026-11-23"],
      ["paper.urne-7.000001", 1, 2, undefined],
      ["paper.urne-7.000002", 1, 3, undefined],
      ["paper.urne-7.000003", 1, 4, undefined],
    ]);
  });

  test("entered again change nothing; others under the same batch are refused", async () => {
    await Promise.all(Array.from({ length: 10 }, () => platform.done(addPapers, papers("urne-7", 3))));
    expect(await platform.ask(addPapers, papers("urne-7", 4))).toMatchObject({ refused: "another-batch" });
    expect(await platform.ask(addPapers, papers("urne-7", 3, { district: "sued" }))).toMatchObject({ refused: "another-batch" });
    expect(await box.seal()).toEqual({ votes: 3, voters: 3 });
    expect(await platform.done(addPapers, papers("urne-7", 3))).toMatchObject({ papers: 3 });
  });

  test("that are not valid are refused with every fault, and nothing is logged", async () => {
    const damaged = papers("urne-7", 3, {
      papers: [
        { choice: { options: ["a"] }, nonce: keyOf(1) },
        { choice: { options: ["z"] }, nonce: keyOf(2) },
      ],
    });
    expect(await platform.ask(addPapers, damaged)).toMatchObject({ refused: "choice-invalid", errors: [{ pointer: "/papers/1/choice/options" }] });
    expect(await box.seal()).toEqual({ votes: 0, voters: 0 });
    expect(await platform.ask(addPapers, papers("urne-8", 1))).toMatchObject({ refused: "ballot-closed" });
  });
});

test("openings are public once the box is published, and not before it is sealed", async () => {
  expect(await platform.ask(publishBox, { ballot: BALLOT })).toMatchObject({ refused: "box-not-sealed" });
  await Promise.all(Array.from({ length: 25 }, (_, n) => platform.done(castVote, box.vote(n))));
  await box.seal();
  await platform.done(publishBox, { ballot: BALLOT });
  await platform.done(publishBox, { ballot: BALLOT });
  const opened = await allPages((after) =>
    platform.done(listPublishedOpenings, { ballot: BALLOT, limit: 10, ...(after !== undefined && { after }) }),
  );
  const asked = await platform.done(listOpenings, { ballot: BALLOT });
  expect(opened).toEqual(asked.openings.map((opening) => ({ ...opening, choice: JSON.parse(opening.choice) as unknown })));
});
