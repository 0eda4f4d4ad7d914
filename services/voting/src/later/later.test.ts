import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { listCheckpoints, listRecords, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { amendBox, listOpenings, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { addPapers, publishBox } from "@teilhabe/contracts/ballot-box/service-operations";
import { defineContract } from "@teilhabe/contracts/contract";
import { draftBallot, openBallot, withdrawOption } from "@teilhabe/contracts/voting/officer-operations";
import { claimForPerson, enterPapers } from "@teilhabe/contracts/voting/paper-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { defineModule } from "@teilhabe/platform/module";
import { personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { textOf, toBase64 } from "@teilhabe/proofs/bytes";
import { canonicalBytes } from "@teilhabe/proofs/canonical-json";
import { formatCheckpoint } from "@teilhabe/proofs/checkpoint";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { newNoteKeys, openSigner, signNote } from "@teilhabe/proofs/note-keys";
import { leafOf } from "@teilhabe/proofs/sealed-vote";
import { voteLeafBytes } from "@teilhabe/proofs/vote";
import { voting } from "../module.ts";
import { draftFor, HOUR } from "../testing.ts";

const MINUTE = 60_000;
const log = openSigner(newNoteKeys("city.example/log").signerKey);
const logKey = log.verifierKey;

/** A box that has the effect of each question, but loses the answer to the first two of each kind. */
function forgetfulBox() {
  const asked: Record<string, number> = {};
  const definitions = new Set<string>();
  const amendments: number[] = [];
  const state = { voters: 1, nonce: "cd".repeat(32) };
  const answer = <Answer>(operation: string, given: Answer): Answer => {
    asked[operation] = (asked[operation] ?? 0) + 1;
    if (asked[operation] <= 2) throw new Error("the answer is lost");
    return given;
  };
  const opening = { index: 1, key: "ab".repeat(32), seq: 1, choice: '{"options":["park"]}', nonce: "cd".repeat(32), day: "2026-11-23" };
  const voteHash = (ballotId: string) => leafHash(voteLeafBytes(leafOf({ ...opening, ballotId, choice: JSON.parse(opening.choice) }, opening.day)));
  const record = (ballotId: string) => ({ ballotId, definitionHash: [...definitions][0] ?? "", kind: "definition" });
  const hashes = (ballotId: string) => [leafHash(canonicalBytes(record(ballotId))), voteHash(ballotId)];
  const note = (ballotId: string) => {
    const tree = growingTree();
    for (const hash of hashes(ballotId)) tree.append(hash);
    return textOf(signNote(formatCheckpoint({ origin: "city.example/log", size: 2, root: Uint8Array.from(tree.root()), voters: 1 }), log));
  };
  const module = defineModule({
    name: "ballot-box",
    contract: defineContract({
      service: "ballot-box",
      description: "Forgets.",
      operations: { prepareBox, openBox, amendBox, sealBox, addPapers, listOpenings, readTile, listRecords, listCheckpoints, publishBox },
      events: {},
    }),
    asks: [readBoxKey],
    start: () => ({
      operations: {
        prepareBox: () => answer("prepare", { logKey }),
        openBox: ({ definitionHash }) => {
          definitions.add(definitionHash);
          return answer("open", {});
        },
        amendBox: ({ amendments: told }) => {
          amendments.push(told.length);
          return answer("amend", {});
        },
        sealBox: ({ ballot }) => answer("seal", { votes: state.voters, voters: state.voters, checkpoint: note(ballot) }),
        addPapers: () => {
          throw new Error("papers are not taken today");
        },
        listOpenings: () => answer("openings", { openings: [{ ...opening, nonce: state.nonce }] }),
        readTile: ({ ballot }) =>
          answer("tile", { mediaType: "application/octet-stream", base64: toBase64(Uint8Array.from(Buffer.concat(hashes(ballot)))) }),
        listRecords: ({ ballot }) => answer("records", { items: [{ index: 0, leaf: record(ballot) }] }),
        listCheckpoints: ({ ballot }) => answer("checkpoints", { items: [{ note: note(ballot) }] }),
        publishBox: () => answer("publish", {}),
      },
    }),
  });
  return Object.assign(state, { module, definitions, amendments });
}

let platform: Started;
let box: ReturnType<typeof forgetfulBox>;

beforeEach(async () => {
  box = forgetfulBox();
  platform = await started([voting, box.module]);
});
afterEach(() => platform.stop());

test("every step is repeated until the box has answered, has one effect, and nothing is said too early", async () => {
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
  const stage = async () => (await platform.done(readBallot, { ballot })).stage;
  expect(await stage()).toBe("opening");
  expect((await platform.events("voting")).filter((event) => event.type === "voting.ballot-opened.v1")).toEqual([]);
  for (let tries = 0; tries < 6; tries++) await platform.advance(MINUTE);
  expect(await stage()).toBe("open");
  expect(box.definitions.size).toBe(1);

  await platform.done(withdrawOption, { ballot, option: "trees", reason: "Das Grundstück wurde verkauft." }, staff());
  for (let tries = 0; tries < 4; tries++) await platform.advance(MINUTE);
  expect(box.amendments).toEqual([1, 1, 1]);

  await platform.advance(2 * HOUR);
  expect(await stage()).toBe("closing");
  for (let tries = 0; tries < 16; tries++) await platform.advance(5 * MINUTE);
  expect(await platform.done(readResult, { ballot })).toMatchObject({ votes: 1, winners: [{ option: "park" }] });
  const published = (await platform.events("voting")).map((event) => event.type).filter((type) => !type.includes("act-recorded"));
  expect(published.map((type) => type.split(".")[1])).toEqual([
    "ballot-opened",
    "ballot-amended",
    "ballot-closed",
    "result-published",
    "ballot-published",
  ]);
});

test("a box that gives other votes than it sealed is never counted: an operator sees it", async () => {
  box.voters = 2;
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  for (let hours = 0; hours < 30; hours++) await platform.advance(HOUR);
  expect((await platform.done(readBallot, { ballot })).stage).toBe("counting");
  const [voting] = platform.modules;
  expect(await voting?.store?.deadLetters({ limit: 10 })).toMatchObject([
    { kind: "count", error: expect.stringContaining("gave 1 votes of 2 voters") },
  ]);
});

test("while a confirmed batch has not come into the log, nothing is sealed, even when handing it over has been given up", async () => {
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  for (let tries = 0; tries < 6; tries++) await platform.advance(MINUTE);
  await platform.done(claimForPerson, { ballot, channel: "paper", identification: personNamed("anna") }, staff());
  for (const officer of ["maria", "jonas"])
    await platform.done(enterPapers, { ballot, batch: "one", origin: "paper", papers: [{ options: ["park"] }] }, staff(officer));
  for (let hours = 0; hours < 60; hours++) await platform.advance(HOUR);
  const [voting] = platform.modules;
  expect(await voting?.store?.deadLetters({ limit: 10 })).toMatchObject([{ kind: "log-papers" }]);
  for (let tries = 0; tries < 30; tries++) await platform.advance(5 * MINUTE);
  expect((await platform.done(readBallot, { ballot })).stage).toBe("closing");
});

test("a box that gives another vote than its log holds is never counted", async () => {
  box.nonce = "ee".repeat(32);
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  for (let hours = 0; hours < 40; hours++) await platform.advance(HOUR);
  expect((await platform.done(readBallot, { ballot })).stage).toBe("counting");
  const [voting] = platform.modules;
  expect(await voting?.store?.deadLetters({ limit: 10 })).toMatchObject([
    { kind: "count", error: expect.stringContaining("something else than entry 1 of its log") },
  ]);
});
