import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { listCheckpoints, listPublishedOpenings, listRecords, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { abortBallot, draftBallot, openBallot, withdrawOption } from "@teilhabe/contracts/voting/officer-operations";
import { claimForPerson, enterPapers } from "@teilhabe/contracts/voting/paper-operations";
import { readPublication, readPublishedDocument, readSecurity, reportBrokenPromise } from "@teilhabe/contracts/voting/publication-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueCredential, readBallot } from "@teilhabe/contracts/voting/voter-operations";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64, fromHex, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json, parseCanonical } from "@teilhabe/proofs/canonical-json";
import { readManifest } from "@teilhabe/proofs/folder/documents";
import type { PublishedFolder } from "@teilhabe/proofs/folder/published-folder";
import { type Step, verifyBallot } from "@teilhabe/proofs/folder/verify";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { parseVerifierKey } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner } from "@teilhabe/proofs/note-keys";
import { signReceipt } from "@teilhabe/proofs/signed-receipt";
import type { Claim } from "./domain/admission.ts";
import { claimKind, issueKind } from "./domain/documents.ts";
import { voting } from "./module.ts";
import { draftFor, HOUR, nonceOf, openedBallot, vote } from "./testing.ts";

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

test("a ballot with papers is published so that its folder is verified: papers match the claims in every district", async () => {
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform, { eligibility: { roll: "code" } }), staff());
  const csv = "code,district\nCODE1000,nord\nCODE1001,nord\nCODE1002,sued\nCODE1003,sued";
  await platform.done(importRoll, { ballot, csv }, staff());
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
  for (const [identification, channel] of Object.entries({ CODE1000: "paper", CODE1001: "paper", CODE1002: "assisted" } as const))
    await platform.done(claimForPerson, { ballot, channel, identification }, staff());
  const nord = { batch: "nord-1", origin: "paper" as const, district: "nord", invalid: 1, papers: [{ options: ["park"] }] };
  const sued = { batch: "sued-1", origin: "assisted" as const, district: "sued", papers: [{ options: ["trees"] }] };
  for (const officer of ["maria", "jonas"]) for (const batch of [nord, sued]) await platform.done(enterPapers, { ballot, ...batch }, staff(officer));
  await platform.advance(3 * HOUR);
  expect((await verified(ballot)).find(({ check }) => check === "people")).toMatchObject({ eligible: 4, issued: 0, papers: 2 });
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

test("nothing is counted as long as the list of issued credentials and the claims do not match; a claim that comes while it is written is waited for", async () => {
  const ballot = await openedBallot(platform);
  await vote(platform, ballot, "anna", { options: ["park"] });
  const [store] = platform.modules.flatMap((module) => module.store ?? []);
  const claim: Claim = { ballot, channel: "online", district: "all", firstAtMs: 1, lastIssuedAtMs: 1, times: 1 };
  const put = (kind: DocumentKind<unknown>, id: string, state: unknown) =>
    store?.commit({ id: `late ${id}`, writes: [{ kind, id, expectedVersion: 0, then: { put: state } }] });
  await put(claimKind as DocumentKind<unknown>, `${ballot}:late`, claim);
  await platform.advance(2 * HOUR + 40_000);
  expect((await platform.done(readBallot, { ballot })).stage).toBe("counting");
  expect(await platform.ask(readPublishedDocument, { ballot, document: "roll.json" })).toMatchObject({ refused: "not-published-yet" });
  await put(issueKind as DocumentKind<unknown>, `${ballot}:${"ff".repeat(32)}`, { district: "all", validUntil: "2026-12-31" });
  await platform.advance(10_000);
  await platform.settle();
  expect((await platform.done(readBallot, { ballot })).stage).toBe("finished");
  expect((await verified(ballot)).find(({ check }) => check === "people")).toMatchObject({ issued: 2 });
});

test("nothing is published of an open ballot, and of one that nobody knows", async () => {
  const ballot = await openedBallot(platform);
  expect(await platform.ask(readPublication, { ballot })).toMatchObject({ refused: "not-published-yet" });
  expect(await platform.ask(readPublishedDocument, { ballot, document: "manifest.json" })).toMatchObject({ refused: "not-published-yet" });
  const nobodys = "0198c5a0-0000-7000-8000-0000000000ff";
  expect(await platform.ask(readPublication, { ballot: nobodys })).toMatchObject({ refused: "ballot-not-found" });
  expect(await platform.ask(readSecurity, { ballot: nobodys })).toMatchObject({ refused: "ballot-not-found" });
});

describe("a receipt that somebody shows", () => {
  const hour = async () => platform.advance(HOUR);

  async function signed(ballot: string, more: Partial<Parameters<typeof signReceipt>[0]> = {}) {
    const { definitionHash = "" } = await platform.done(readBallot, { ballot });
    const kind: DocumentKind<{ seed: string; logKey: string }> = { name: "box", schema: 1 };
    const box = await platform.modules.find(({ name }) => name === "ballot-box")?.store?.load(kind, ballot);
    const { logKey = "", seed = "" } = box?.state ?? {};
    const signer = openSigner(newNoteKeys(parseVerifierKey(logKey).keyName, fromHex(seed)).signerKey);
    const includeBy = new Date(platform.world.nowMs() + HOUR / 2).toISOString();
    return signReceipt({ ballotId: ballot, definitionHash, leafHash: "cd".repeat(32), includeBy, ...more }, signer);
  }

  test("without a vote in the log is a broken promise, published once with the ballot", async () => {
    const ballot = await openedBallot(platform);
    const receipt = await signed(ballot);
    expect(await platform.ask(reportBrokenPromise, { ballot, receipt })).toMatchObject({ refused: "promise-not-due" });
    await hour();
    const { incident } = await platform.done(reportBrokenPromise, { ballot, receipt });
    expect(incident).toMatchObject({ incident: "receipt-not-in-log", text: expect.stringContaining(receipt.leafHash) });
    await hour();
    expect(await platform.done(reportBrokenPromise, { ballot, receipt })).toEqual({ ballot, incident });
    expect((await platform.done(readSecurity, { ballot })).incidents).toEqual([incident]);
  });

  test("of a vote that is in the log, forged, or of another ballot, changes nothing", async () => {
    const ballot = await openedBallot(platform);
    const { credential, key } = await platform.done(issueCredential, { ballot }, citizen("anna"));
    const { receipt } = await platform.done(castVote, { ballot, credential, key, seq: 1, choice: { options: ["park"] }, nonce: nonceOf("n") });
    await platform.advance(5 * HOUR);
    expect(await platform.ask(reportBrokenPromise, { ballot, receipt })).toMatchObject({ refused: "promise-kept" });
    const forged = { ...receipt, leafHash: "cd".repeat(32) };
    expect(await platform.ask(reportBrokenPromise, { ballot, receipt: forged })).toMatchObject({ refused: "receipt-forged" });
    for (const signature of ["", "00", "ü".repeat(64), "0".repeat(128)])
      expect(await platform.ask(reportBrokenPromise, { ballot, receipt: { ...receipt, signature } })).toMatchObject({ refused: "receipt-forged" });
    const elsewhere = { ...receipt, ballotId: "0198c5a0-0000-7000-8000-0000000000ff" };
    expect(await platform.ask(reportBrokenPromise, { ballot, receipt: elsewhere })).toMatchObject({ refused: "receipt-of-another-ballot" });
    expect((await platform.done(readSecurity, { ballot })).incidents).toEqual([]);
  });
});

test("what is promised is told with the ballot, by its secrecy", async () => {
  const ballot = await openedBallot(platform, { secrecy: "open" });
  const told = await platform.done(readSecurity, { ballot });
  expect(told).toMatchObject({ ballot, secrecy: "open", incidents: [] });
  expect(told.texts.de[0]?.paragraphs[0]).toContain("Diese Abstimmung ist offen");
});
