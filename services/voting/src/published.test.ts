import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { listCheckpoints, listPublishedOpenings, listRecords, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { abortBallot, withdrawOption } from "@teilhabe/contracts/voting/officer-operations";
import { readPublication, readPublishedDocument, readSecurity } from "@teilhabe/contracts/voting/publication-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json, parseCanonical } from "@teilhabe/proofs/canonical-json";
import { readManifest } from "@teilhabe/proofs/folder/documents";
import type { PublishedFolder } from "@teilhabe/proofs/folder/published-folder";
import { type Step, verifyBallot } from "@teilhabe/proofs/folder/verify";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { voting } from "./module.ts";
import { HOUR, openedBallot, vote } from "./testing.ts";

let platform: Started;

beforeEach(async () => {
  platform = await started([voting, ballotBox]);
});
afterEach(() => platform.stop());

/** The whole folder, put together from what anybody may read. */
async function folderOf(ballot: string): Promise<PublishedFolder> {
  const files = new Map<string, Uint8Array>();
  const { documents } = await platform.done(readPublication, { ballot });
  for (const { path: document, parts } of documents) {
    let text = "";
    for (let part = 0; part < parts; part++) text += (await platform.done(readPublishedDocument, { ballot, document, part })).text;
    files.set(document, utf8(text));
  }
  const lines = (items: readonly Json[]) => utf8(items.map((item) => `${canonicalText(item)}\n`).join(""));
  files.set("log/checkpoints.jsonl", lines((await platform.done(listCheckpoints, { ballot })).items));
  files.set("log/records.jsonl", lines((await platform.done(listRecords, { ballot })).items));
  const openings = await platform.ask(listPublishedOpenings, { ballot });
  if (!isRefusal(openings)) files.set("openings/000000.jsonl", lines(openings.items.map((item) => ({ ...item }) as unknown as Json)));
  const manifest = readManifest(parseCanonical(files.get("manifest.json") ?? utf8("")));
  for (const { path } of manifest.files.filter((file) => file.path.startsWith("log/tile/")))
    files.set(path, fromBase64((await platform.done(readTile, { ballot, tile: path.slice("log/tile/".length) })).base64));
  return {
    async *list() {
      for (const path of files.keys()) yield { path, plain: true };
    },
    read: (path) => [files.get(path) ?? utf8("")],
  };
}

async function verified(ballot: string): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const recount = () => ({ add: () => undefined, compare: () => [] });
  await verifyBallot({ folder: await folderOf(ballot), recount, report: (step) => steps.push(step) });
  return steps;
}

test.each(["open", "confidential"] as const)("a ballot that is %s is published so that its folder is verified", async (secrecy) => {
  const ballot = await openedBallot(platform, { secrecy });
  await vote(platform, ballot, "anna", { options: ["park", "trees"] });
  await vote(platform, ballot, "ben", { options: ["trees"] });
  await vote(platform, ballot, "ben", { options: ["park"] }, 2);
  await platform.done(withdrawOption, { ballot, option: "library", reason: "Das Grundstück wurde verkauft." }, staff());
  await platform.advance(3 * HOUR);

  const steps = await verified(ballot);
  expect(steps.at(-1)).toMatchObject({ check: "result", aborted: false });
  const [event] = (await platform.events("voting")).filter(({ type }) => type === "voting.ballot-published.v1");
  const manifest = await platform.done(readPublishedDocument, { ballot, document: "manifest.json" });
  const { definitionHash } = await platform.done(readBallot, { ballot });
  expect(event?.data).toMatchObject({ ballot, definitionHash, manifestSha256: sha256Hex(utf8(manifest.text)), aborted: false });
});

test("an aborted ballot is published without its votes", async () => {
  const ballot = await openedBallot(platform);
  await vote(platform, ballot, "anna", { options: ["park"] });
  await platform.done(abortBallot, { ballot, reason: "Der Server war am Sonntag nicht erreichbar." }, staff());
  await platform.advance(HOUR);
  expect((await verified(ballot)).at(-1)).toMatchObject({ check: "result", aborted: true });
  expect(await platform.ask(listPublishedOpenings, { ballot })).toMatchObject({ refused: "openings-not-published" });
});

test("while the lot's seed is awaited, what was issued is signed already, and no vote is opened", async () => {
  const ties = { rules: [], lot: "seed" as const, seedFrom: "Lottozahlen vom 28. November 2026" };
  const ballot = await openedBallot(platform, { ties });
  await vote(platform, ballot, "anna", { options: ["park"] });
  await platform.advance(3 * HOUR);
  const { published, documents } = await platform.done(readPublication, { ballot });
  expect(published).toBe(false);
  expect(documents.map(({ path }) => path)).toEqual(["README.txt", "definition.json", "issued.jsonl", "issued.note", "roll.json", "roll.note"]);
  const { text } = await platform.done(readPublishedDocument, { ballot, document: "roll.json" });
  expect(JSON.parse(text).districts).toEqual([{ assisted: 0, district: "all", eligible: null, online: 1, paper: 0 }]);
  expect(await platform.ask(listPublishedOpenings, { ballot })).toMatchObject({ refused: "openings-not-published" });
});

test("nothing is published of an open ballot, and of one that nobody knows", async () => {
  const ballot = await openedBallot(platform);
  expect(await platform.ask(readPublication, { ballot })).toMatchObject({ refused: "not-published-yet" });
  expect(await platform.ask(readPublishedDocument, { ballot, document: "manifest.json" })).toMatchObject({ refused: "not-published-yet" });
  const nobodys = "0198c5a0-0000-7000-8000-0000000000ff";
  expect(await platform.ask(readPublication, { ballot: nobodys })).toMatchObject({ refused: "ballot-not-found" });
  expect(await platform.ask(readSecurity, { ballot: nobodys })).toMatchObject({ refused: "ballot-not-found" });
});

test("what is promised is told with the ballot, by its secrecy", async () => {
  const ballot = await openedBallot(platform, { secrecy: "open" });
  const told = await platform.done(readSecurity, { ballot });
  expect(told).toMatchObject({ ballot, secrecy: "open", incidents: [] });
  expect(told.texts.de[0]?.paragraphs[0]).toContain("Diese Abstimmung ist offen");
});
