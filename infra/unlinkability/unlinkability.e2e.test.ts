import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type Artefact, indexed, type Party } from "./artefacts.ts";
import { attack, type Election } from "./attack.ts";
import { type Aftermath, secretElections } from "./secret-elections.ts";
import { shuffled } from "./shuffled.ts";

// Whole elections on a busy machine; alone they take a few seconds.
jest.setTimeout(180_000);

/** All vote in the order in which they got their credentials, fewer than close a batch: nothing but the box hides who is who. More by hand: main.ts. */
const ELECTIONS = 5;
const VOTERS = 19;

const folder = mkdtempSync(join(tmpdir(), "teilhabe-unlinkability-"));
let aftermath: Aftermath;
let left: readonly Artefact[];
beforeAll(async () => {
  aftermath = await secretElections({ folder, elections: ELECTIONS, voters: VOTERS });
  left = indexed(aftermath.artefacts, partiesOf(aftermath.elections));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function attacked(planted: readonly Artefact[] = [], elections: readonly Election[] = aftermath.elections) {
  return attack(elections, [...left, ...indexed(planted, partiesOf(elections))]);
}

function partiesOf(elections: readonly Election[]): Party[] {
  return elections.flatMap(({ persons, votes }) => [...persons, ...votes]);
}

/** A log of the votes, each line with its key. */
function keysOf(order: (votes: readonly Party[]) => readonly Party[]): Artefact {
  const lines = aftermath.elections.flatMap(({ votes }) => order(votes).map(({ key }) => `vote ${key?.[1]} is accepted`));
  return { name: "planted", bytes: Buffer.from(lines.join("\n")) };
}

test("with all databases, logs and traces of finished secret ballots an attacker links persons to votes no better than chance", () => {
  const { compared, findings, together } = attacked();
  expect(compared).toBeGreaterThan(200);
  expect(findings).toEqual([]);
  expect(together).toEqual([]);
});

test("and it was there to be read: persons in the database of voting, votes in that of the box, both in order", () => {
  const names = aftermath.artefacts.filter(({ bytes }) => bytes.length > 0).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["voting.db", "ballot-box.db", "people.db", "partners.db", "logs", "traces"]));
  const found = new Map(left.map(({ name, index }) => [name, index?.size ?? 0]));
  expect(found.get("voting.db")).toBeGreaterThanOrEqual(ELECTIONS * VOTERS);
  expect(found.get("ballot-box.db")).toBeGreaterThanOrEqual(ELECTIONS * VOTERS);
});

test("an order that says nothing is not taken for a leak", () => {
  expect(attacked([keysOf(shuffled)]).findings).toEqual([]);
});

test("a planted leak is found: votes in the order of their arrival", () => {
  expect(attacked([keysOf((votes) => votes)]).findings[0]?.ofVotes).toMatch(/^key, .* planted$/);
});

test("a planted leak is found: votes nearly in the order of their arrival", () => {
  const blurred = (votes: readonly Party[]) =>
    votes
      .map((vote, i) => ({ vote, at: i + 3 * Math.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ vote }) => vote);
  expect(attacked([keysOf(blurred)]).findings.length).toBeGreaterThan(0);
});

test("a planted leak is found: person and vote in one line, whatever the order", () => {
  const lines = aftermath.elections.flatMap(({ persons, votes }) =>
    shuffled(votes.map((vote, i) => `${"-".repeat(5_000)} ${persons[i]?.["person"]?.[0]} casts ${vote["leaf"]?.[2]}`)),
  );
  expect(attacked([{ name: "planted", bytes: Buffer.from(lines.join("\n")) }]).together).toEqual(["planted"]);
});

test("a planted leak is found: a value of the vote that grows with time, as a UUIDv7 does", () => {
  const elections = aftermath.elections.map(({ persons, votes }) => ({
    persons,
    votes: votes.map((vote, i) => ({ ...vote, id: [Buffer.from(`${(0x01a2_1cca_a2a2 + i).toString(16).padStart(12, "0")}7000`, "hex")] })),
  }));
  expect(attacked([], elections).findings[0]?.ofVotes).toBe("id, as a number");
});
