import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";
import { fromHex, sameBytes, toBase64, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import { type Checkpoint, parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { parseNote } from "@teilhabe/proofs/note";
import { leafHashOf, leafOf } from "@teilhabe/proofs/sealed-vote";
import type { Persistent } from "./citizens.ts";
import { type Cast, OPTIONS, type PollLedger } from "./polls.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import { must } from "./town.ts";

const { listOpenings, listCheckpoints, listRecords } = ballotBoxContract.operations;
const NOBODY = { by: undefined, grants: [] };

/** Receipts ⊆ log, one counted vote for each key, tally = recount, every checkpoint a beginning of the log. @returns what does not hold, in words */
export async function pollFaults(people: Persistent, platform: SimulatedPlatform, ledger: PollLedger): Promise<string[]> {
  const openings = await allOpenings(people, ledger.ballot);
  const leaves = new Map(openings.map((opening) => [opening.index, leafOfOpening(ledger.ballot, opening)]));
  const counted = new Map(openings.map((opening) => [opening.key, opening]));
  const receiptFaults = [...ledger.casts].flatMap(([key, cast]) => voterFaults(key, cast, counted.get(key), new Set(leaves.values())));
  const strangers = [...counted.keys()].filter((key) => !ledger.casts.has(key)).map((key) => `${key} has voted, but nobody knows of it`);
  const twice = leaves.size === openings.length ? [] : ["two votes have one place in the log"];
  return [...receiptFaults, ...strangers, ...twice, ...recountFaults(ledger, counted), ...(await treeFaults(people, platform, ledger, leaves))];
}

function voterFaults(key: string, { sent, receipts }: Cast, counted: Opening | undefined, logged: ReadonlySet<string>): string[] {
  const faults = receipts
    .filter(({ receipt }) => !logged.has(receipt.leafHash))
    .map(({ seq }) => `the receipt of ${key} for seq ${seq} is not in the log`);
  const last = Math.max(0, ...receipts.map(({ seq }) => seq));
  if (last > 0 && (counted === undefined || counted.seq < last)) faults.push(`seq ${last} of ${key} has a receipt, counted is ${counted?.seq}`);
  if (counted !== undefined && counted.choice !== JSON.stringify({ options: sent.get(counted.seq) }))
    faults.push(`the counted vote of ${key}, ${counted.choice}, is not what was sent`);
  return faults;
}

function recountFaults({ result }: PollLedger, counted: ReadonlyMap<string, Opening>): string[] {
  const choices = [...counted.values()].map(({ choice }) => (JSON.parse(choice) as { options: string[] }).options);
  const faults = result.votes === choices.length ? [] : [`${choices.length} voters are in the log, ${result.votes} votes were counted`];
  for (const option of OPTIONS) {
    const expected = choices.filter((options) => options.includes(option)).length;
    if ((result.tally.get(option) ?? 0) !== expected) faults.push(`${option} has ${result.tally.get(option)} votes, a recount gives ${expected}`);
  }
  return faults;
}

/** @param leaves hashes in hex of all votes, by their place */
async function treeFaults(people: Persistent, platform: SimulatedPlatform, { ballot }: PollLedger, leaves: Map<number, string>): Promise<string[]> {
  const { items: records } = await must(people.ask(listRecords, { ballot }, NOBODY));
  for (const { index, leaf } of records) leaves.set(index, Buffer.from(leafHash(canonicalBytes(leaf))).toString("hex"));
  const { items } = await must(people.ask(listCheckpoints, { ballot }, NOBODY));
  const faults: string[] = [];
  const tree = growingTree();
  const roots = new Map<number, string>();
  for (const { size, root } of items.map(({ note }) => checkpointOf(note))) {
    while (tree.size() < size) tree.append(fromHex(leaves.get(tree.size()) ?? ""));
    if (!sameBytes(tree.root(), root)) faults.push(`the checkpoint of size ${size} is not a beginning of the log`);
    roots.set(size, toBase64(root));
  }
  if (tree.size() !== leaves.size) faults.push(`the last checkpoint covers ${tree.size()} of ${leaves.size} entries`);
  return [...faults, ...(await announcementFaults(platform, roots))];
}

async function announcementFaults(platform: SimulatedPlatform, roots: ReadonlyMap<number, string>): Promise<string[]> {
  const box = platform.modules().find(({ name }) => name === "ballot-box");
  const { entries = [] } = (await box?.bus.read("ballot-box", 0, 1_000)) ?? {};
  const announced = entries
    .filter(({ event }) => event.type === "ballot-box.checkpoint-signed.v1")
    .map(({ event }) => checkpointOf(String(event.data["note"])));
  const unknown = announced
    .filter(({ size, root }) => roots.get(size) !== toBase64(root))
    .map(({ size }) => `a checkpoint of size ${size} was announced that is not kept`);
  return announced.length === 0 ? ["no checkpoint was announced"] : unknown;
}

function checkpointOf(note: string): Checkpoint {
  return parseCheckpoint(parseNote(utf8(note)).text);
}

function leafOfOpening(ballotId: string, { key, seq, choice, nonce, day }: Opening): string {
  return leafHashOf(leafOf({ ballotId, key, seq, choice: JSON.parse(choice) as Json, nonce }, day));
}

async function allOpenings(people: Persistent, ballot: string): Promise<readonly Opening[]> {
  const all: Opening[] = [];
  for (let after: string | undefined; ; ) {
    const page = await must(people.ask(listOpenings, { ballot, ...(after !== undefined && { after }) }, NOBODY));
    all.push(...page.openings);
    after = page.next;
    if (after === undefined) return all;
  }
}
