import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { capacity } from "@teilhabe/capacity/module";
import type { Asker } from "@teilhabe/contracts/asker";
import { castVote, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { partnersContract } from "@teilhabe/contracts/partners/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { votingContract } from "@teilhabe/contracts/voting/contract";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import { ideas } from "@teilhabe/ideas/module";
import { notifications } from "@teilhabe/notifications/module";
import { partners } from "@teilhabe/partners/module";
import { people } from "@teilhabe/people/module";
import type { Log } from "@teilhabe/platform/log";
import { personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64Url, toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "@teilhabe/voting/module";

const modules = [people, ideas, voting, ballotBox, capacity, notifications, partners];
const MARKER = "marker-of-anna-7f3a";
const idea = ideasContract.operations;
const ballot = votingContract.operations;

/** A log that keeps what is written, to look for what must not be there. */
function keptLog(lines: string[]): Log {
  const keep = (message: string, facts?: object) =>
    void lines.push(`${message} ${JSON.stringify(facts, (_key, value) => (value instanceof Error ? `${value.stack}` : value))}`);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

/** Anna does everything that leaves words or traces of hers. */
async function liveAsAnna(platform: Started, anna: Asker): Promise<void> {
  const { consultation } = await platform.done(idea.createConsultation, { title: "Parks", description: "Parks." }, staff());
  await platform.done(idea.publishConsultation, { consultation }, staff());
  await platform.done(idea.movePhase, { consultation, phase: "ideas" }, staff());
  const keyed = { ...anna, idempotency: { key: "1", fingerprint: "f" } };
  const submitted = await platform.done(idea.submitIdea, { consultation, title: `Title ${MARKER}`, text: `Text ${MARKER}` }, keyed);
  await platform.done(idea.postComment, { idea: submitted.idea, text: `Comment ${MARKER}` }, anna);
  await platform.done(idea.supportIdea, { idea: submitted.idea }, anna);
  await platform.done(peopleContract.operations.updateMe, { name: `Anna ${MARKER}` }, anna);
  await platform.done(notificationsContract.operations.setAddress, { address: `${MARKER}@example.org` }, anna);
  await platform.done(notificationsContract.operations.subscribe, { topic: { kind: "consultation", id: consultation } }, anna);
  await platform.done(partnersContract.operations.createWebhook, { url: `https://partner.example/${MARKER}` }, { ...anna, grants: ["partner"] });
  const drafted = await platform.done(
    ballot.draftBallot,
    {
      title: "Which?",
      options: [{ id: "a", title: "A" }],
      paper: { kind: "approval" },
      method: { id: "approval" },
      secrecy: "open",
      opensAt: "2026-11-23T09:00:00.000Z",
      closesAt: "2027-01-01T10:00:00.000Z",
    },
    staff(),
  );
  await platform.done(ballot.openBallot, { ballot: drafted.id }, staff());
  await platform.settle();
  const right = await platform.done(ballot.issueCredential, { ballot: drafted.id }, anna);
  const paper = { ballot: drafted.id, credential: right.credential, key: right.key, seq: 1, choice: { options: ["a"] }, nonce: "ab".repeat(32) };
  await platform.done(castVote, paper);
  await platform.settle();
  await voteInSecret(platform, anna);
}

/** In a ballot whose roll knows Anna by her address. @returns the ballot, and how Anna's device asked */
async function voteInSecret(platform: Started, anna: Asker): Promise<{ ballot: string; definitionHash: string; issuer: IssuerKey }> {
  const draft = { ...questionDraft, opensAt: "2026-11-23T09:00:00.000Z", secrecy: "secret" as const, eligibility: { roll: "email" as const } };
  const { id } = await platform.done(ballot.draftBallot, draft, staff());
  await platform.done(ballot.importRoll, { ballot: id, csv: `email\n${anna.email}` }, staff());
  await platform.done(ballot.openBallot, { ballot: id }, staff());
  for (let tries = 0; tries < 5; tries++) await platform.settle();
  const { text } = await platform.done(ballot.readDefinition, { ballot: id });
  const about = { definitionHash: sha256Hex(utf8(text)), issuer: (JSON.parse(text) as { issuerKey: IssuerKey }).issuerKey };
  const wallet = await openWallet(newVoterSecret(), { ballotId: id, ...about });
  const { blindSignature } = await platform.done(ballot.issueBlindCredential, { ballot: id, blinded: toBase64Url(wallet.blinded) }, anna);
  const credential = await wallet.credentialOf(fromBase64Url(blindSignature));
  const { ballotId: _, ...vote } = await wallet.signVote({ seq: 1, choice: { options: ["yes"] }, credential });
  await platform.done(castVote, { ballot: id, ...vote, choice: { options: ["yes"] } });
  return { ballot: id, ...about };
}

test("a claim on a secret ballot outlives the erasure of its person: nobody votes twice, and the vote stays", async () => {
  const platform = await started([people, voting, ballotBox]);
  const { person } = await platform.done(peopleContract.operations.identify, { issuer: "test", subject: "anna", name: "Anna", roles: [] });
  const anna: Asker = { by: person, grants: [], language: "de", email: "anna@example.org" };
  const about = await voteInSecret(platform, anna);
  await platform.done(peopleContract.operations.requestErasure, { reason: "Goodbye." }, anna);
  await platform.advance(72 * 3_600_000);
  expect((await platform.events("voting")).map(({ type }) => type)).toContain("voting.person-forgotten.v1");
  const another = await openWallet(newVoterSecret(), { ballotId: about.ballot, definitionHash: about.definitionHash, issuer: about.issuer });
  for (const by of [anna, { ...anna, by: personNamed("another account of anna's") }]) {
    const asked = await platform.ask(ballot.issueBlindCredential, { ballot: about.ballot, blinded: toBase64Url(another.blinded) }, by);
    expect(asked).toMatchObject({ refused: expect.stringMatching(/^credential-already-issued$|^already-claimed$/) });
  }
  // A single secret vote is logged at the next quarter of an hour.
  await platform.advance(15 * 60_000);
  expect(await platform.done(readTurnout, { ballot: about.ballot })).toMatchObject({ voters: 1 });
  await platform.stop();
});

test("what a person typed is in no event, log or dead letter, and after erasure nowhere at all, not even in the files' free pages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-erasure-"));
  const lines: string[] = [];
  const settings = { DATABASE_URL: `sqlite:${folder}`, MAIL_URL: "smtp://127.0.0.1:9", WEBHOOKS_TO_PRIVATE_ADDRESSES: "no" };
  const platform = await started(modules, { settings, log: keptLog(lines) });
  const identity = await platform.done(peopleContract.operations.identify, {
    issuer: "test",
    subject: `subject-${MARKER}`,
    name: `Name ${MARKER}`,
    roles: [],
  });
  const anna: Asker = { by: identity.person, grants: [], language: "de", email: `${MARKER}@claim.example` };
  await liveAsAnna(platform, anna);
  for (const { name } of modules) expect(JSON.stringify(await platform.events(name))).not.toContain(MARKER);
  expect(lines.filter((line) => line.includes(MARKER))).toEqual([]);
  for (const { store } of platform.modules) expect(JSON.stringify(await store?.deadLetters({ limit: 100 }))).not.toContain(MARKER);

  await platform.done(peopleContract.operations.requestErasure, { reason: "Goodbye." }, anna);
  await platform.advance(48 * 3_600_000 + 60_000); // answers to repeated requests are kept for two days
  for (let day = 0; day < 40; day++) await platform.advance(24 * 3_600_000);
  await platform.stop();
  const found = readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(MARKER));
  rmSync(folder, { recursive: true, force: true });
  expect(found).toEqual([]);
}, 60_000);
