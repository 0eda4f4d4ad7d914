import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueCredential } from "@teilhabe/contracts/voting/voter-operations";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { voting } from "./module.ts";
import { draftFor, HOUR, nonceOf } from "./testing.ts";

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

test("in voting nothing says how anybody voted before the result, and then only how many", async () => {
  await voteWithRoll();
  expect(disk("voting")).not.toContain('{"options":["library"]}');
  await platform.advance(3 * HOUR);
  expect(disk("voting")).not.toContain('{"options":["library"]}');
});
