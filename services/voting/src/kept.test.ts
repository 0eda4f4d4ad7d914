import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { Definition } from "@teilhabe/contracts/voting/definition";
import { draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueBlindCredential, issueCredential, readDefinition } from "@teilhabe/contracts/voting/voter-operations";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64Url, toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "./module.ts";
import { DAY, draftFor, HOUR, nonceOf } from "./testing.ts";

const PARK = { options: ["park"] };
const EMAIL = "marker.person@example.org";

let folder: string;
let platform: Started;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-voting-"));
  platform = await started([voting, ballotBox], { settings: { DATABASE_URL: `sqlite:${folder}` } });
});
afterEach(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything on the disk of one module, log included. */
function disk(module: string): string {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${module}.db`));
  expect(files.length).toBeGreaterThan(0);
  return files.map((file) => readFileSync(join(folder, file), "latin1")).join("\n");
}

/** Tables of voting that have a row with this text. */
function tablesWith(text: string): string[] {
  const database = new DatabaseSync(join(folder, "voting.db"), { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  const has = (table: string) =>
    database
      .prepare(`SELECT * FROM "${table}"`)
      .all()
      .some((row) => JSON.stringify(row).includes(text));
  const found = tables.map(({ name }) => name).filter(has);
  database.close();
  return found;
}

async function voteWithRoll() {
  const draft = draftFor(platform, { eligibility: { roll: "email" } });
  const { id: ballot } = await platform.done(draftBallot, draft, staff());
  await platform.done(importRoll, { ballot, csv: `email\n${EMAIL}` }, staff());
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
  const anna = citizen("anna", { email: EMAIL, idempotency: { key: "k", fingerprint: "f" } });
  const right = await platform.done(issueCredential, { ballot }, anna);
  const { credential, key } = right;
  await platform.done(castVote, { ballot, credential, key, seq: 1, choice: { options: ["library"] }, nonce: nonceOf("x") }, anna);
  return { ballot, credential, key };
}

test("what is kept of a confidential vote names nobody, in no file of either service; the voter key is in voting as it is published", async () => {
  const { credential, key } = await voteWithRoll();
  await platform.advance(3 * HOUR);
  const [mac = ""] = credential.split(".").slice(1);
  for (const module of ["voting", "ballot-box"]) {
    for (const secret of [EMAIL, EMAIL.split("@")[0] ?? "", personNamed("anna"), mac]) expect(disk(module)).not.toContain(secret);
  }
  // The key stands in the list of issued credentials, which is published after closing, and nowhere else: only the ballot's own secret says whose it is.
  expect(tablesWith(key).sort()).toEqual(["issue", "published_part"]);
  expect(disk("ballot-box")).toContain(Buffer.from(key, "hex").toString("latin1"));
});

describe("of a secret ballot", () => {
  async function secretVote() {
    const draft = draftFor(platform, { secrecy: "secret", eligibility: { roll: "email" } });
    const { id: ballot } = await platform.done(draftBallot, draft, staff());
    await platform.done(importRoll, { ballot, csv: `email\n${EMAIL}` }, staff());
    await platform.done(openBallot, { ballot }, staff());
    for (let tries = 0; tries < 5; tries++) await platform.settle();
    const { text } = await platform.done(readDefinition, { ballot });
    const { issuerKey } = Definition.parse(JSON.parse(text));
    if (issuerKey === undefined) throw new Error("a secret ballot without an issuer");
    const wallet = await openWallet(newVoterSecret(), { ballotId: ballot, definitionHash: sha256Hex(utf8(text)), issuer: issuerKey });
    const anna = citizen("anna", { email: EMAIL, idempotency: { key: "k", fingerprint: "f" } });
    const blinded = toBase64Url(wallet.blinded);
    const { blindSignature } = await platform.done(issueBlindCredential, { ballot, blinded }, anna);
    const credential = await wallet.credentialOf(fromBase64Url(blindSignature));
    const { ballotId: _, ...vote } = await wallet.signVote({ seq: 1, choice: PARK, credential });
    await platform.done(castVote, { ballot, ...vote, choice: PARK });
    return { ballot, key: wallet.key, nonce: vote.nonce, credential, blinded, blindSignature, request: sha256Hex(wallet.blinded) };
  }

  /** In all the ways in which bytes are written down. */
  function spellings(hexOrBase64Url: string): string[] {
    const bytes = /^[0-9a-f]{64}$/.test(hexOrBase64Url) ? Buffer.from(hexOrBase64Url, "hex") : Buffer.from(hexOrBase64Url, "base64url");
    return ["hex", "base64", "base64url", "latin1"].map((encoding) => bytes.toString(encoding as "hex"));
  }

  test("voting keeps nothing of the vote, and the box nothing of the person: no value is in both", async () => {
    const { ballot, key, nonce, credential, blinded, blindSignature, request } = await secretVote();
    const holds = (module: string, value: string) => spellings(value).some((spelt) => disk(module).includes(spelt));
    for (const after of ["voting", "the result"]) {
      if (after === "the result") await platform.advance(3 * HOUR);
      for (const ofTheVote of [credential, nonce]) expect(holds("voting", ofTheVote)).toBe(false);
      expect(holds("voting", key)).toBe(false);
      for (const ofThePerson of [request, blinded, blindSignature]) expect(holds("ballot-box", ofThePerson)).toBe(false);
      for (const module of ["voting", "ballot-box"]) {
        for (const name of [EMAIL, personNamed("anna")]) expect(disk(module)).not.toContain(name);
        for (const message of [blinded, blindSignature]) expect(holds(module, message)).toBe(false);
      }
    }
    // So that the search is known to find what is there.
    expect(holds("ballot-box", key)).toBe(true);
    expect(tablesWith(request).sort()).toEqual(["claim", "issue", "published_part"]);
    expect(tablesWith(ballot)).toContain("claim");
  });

  test("after the objection period neither the issuer's key nor any claim is left; the list that was published is", async () => {
    const { request } = await secretVote();
    expect(tablesWith("PRIVATE KEY")).toEqual(["admission"]);
    await platform.advance(3 * HOUR);
    await platform.advance(31 * DAY);
    expect(tablesWith("PRIVATE KEY")).toEqual([]);
    expect(tablesWith(request).sort()).toEqual(["issue", "published_part"]);
  });
});

test("in voting nothing says how anybody voted before the result, and then only how many", async () => {
  await voteWithRoll();
  expect(disk("voting")).not.toContain('{"options":["library"]}');
  await platform.advance(3 * HOUR);
  expect(disk("voting")).not.toContain('{"options":["library"]}');
});
