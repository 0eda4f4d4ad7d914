import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listRecords, readCheckpoint, resumeLog } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { backupFolder, restoreFolder } from "@teilhabe/platform/store/backup-folder";
import { operator } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { utf8 } from "@teilhabe/proofs/bytes";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { parseNote } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner, signNote } from "@teilhabe/proofs/note-keys";
import { ballotBox } from "./module.ts";
import { BALLOT, keyGiver, openedBox, type TestBox } from "./testing.ts";

let folder: string;
let platform: Started;
let box: TestBox;

const running = (data: string) => started([keyGiver, ballotBox], { settings: { DATABASE_URL: `sqlite:${join(folder, data)}` } });
const newest = async () => (await platform.done(readCheckpoint, { ballot: BALLOT })).text;
const sizeOf = (note: string) => parseCheckpoint(parseNote(utf8(note)).text).size;

async function resume(note: string) {
  const answer = await platform.ask(resumeLog, { ballot: BALLOT, note }, operator());
  return isRefusal(answer) ? answer.refused : answer.size;
}

/** Two votes, a backup, two votes more whose checkpoint is published, and a restore. @returns the checkpoints of backup and end */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-restored-"));
  platform = await running("data");
  box = await openedBox(platform);
});
afterEach(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function castAndSign(...voters: number[]): Promise<string> {
  for (const n of voters) await platform.done(castVote, box.vote(n));
  await platform.advance(2_000);
  return newest();
}

async function restore(): Promise<void> {
  await platform.stop();
  await restoreFolder(join(folder, "backup"), join(folder, "restored"));
  platform = await running("restored");
}

describe("a box that was restored from a backup", () => {
  test("signs nothing until it is shown that nothing newer was published; then it goes on, and the log says what happened", async () => {
    const note = await castAndSign(1, 2);
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    await restore();
    expect(await platform.ask(castVote, box.vote(3))).toMatchObject({ refused: "log-halted" });
    expect(await platform.ask(castVote, box.vote(1))).toMatchObject({ refused: "log-halted" });
    expect(await platform.ask(sealBox, { ballot: BALLOT })).toMatchObject({ refused: "log-halted" });
    await platform.advance(20 * 60_000);
    expect(await newest()).toBe(note);

    expect(await resume(note)).toBe(4);
    expect(await resume(note)).toBe("log-not-halted");
    await platform.advance(2_000);
    await platform.done(castVote, box.vote(3, { credential: box.credential(box.vote(3).key, 4_000_000_000) }));
    await platform.done(sealBox, { ballot: BALLOT });
    expect(sizeOf(await newest())).toBe(5);
    const { items } = await platform.done(listRecords, { ballot: BALLOT });
    expect(items.map(({ leaf }) => leaf["incident"])).toEqual([undefined, "restored-from-backup"]);
  });

  test("never goes on behind a checkpoint that somebody has: that would be another log under the same key", async () => {
    await castAndSign(1, 2);
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    const published = await castAndSign(3, 4);
    await restore();
    expect(await resume(published)).toBe("log-behind");
    expect(await platform.ask(castVote, box.vote(3))).toMatchObject({ refused: "log-halted" });
  });

  test("is not resumed with an older checkpoint than it has, nor with somebody else's", async () => {
    const older = await newest();
    await castAndSign(1, 2);
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    await restore();
    expect(await resume(older)).toBe("checkpoint-too-old");
    const { text } = parseNote(utf8(older));
    const forged = signNote(text, openSigner(newNoteKeys(text.split("\n")[0] ?? "", new Uint8Array(32)).signerKey));
    expect(await resume(new TextDecoder().decode(forged))).toBe("checkpoint-not-ours");
  });

  test("is not one that was only started again", async () => {
    await castAndSign(1);
    await platform.stop();
    platform = await running("data");
    await platform.done(castVote, box.vote(2));
  });
});
