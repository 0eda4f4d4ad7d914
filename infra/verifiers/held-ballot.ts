import { createPrivateKey } from "node:crypto";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { listCheckpoints, listPublishedOpenings, listRecords, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { Definition } from "@teilhabe/contracts/voting/definition";
import { closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { claimForPerson, enterPapers } from "@teilhabe/contracts/voting/paper-operations";
import { readPublication, readPublishedDocument } from "@teilhabe/contracts/voting/publication-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueBlindCredential, issueCredential, readDefinition } from "@teilhabe/contracts/voting/voter-operations";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64, fromBase64Url, fromHex, textOf, toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json } from "@teilhabe/proofs/canonical-json";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { type IssuedCredential, readIssued, readManifest, readOpening, readResult, readRoll } from "@teilhabe/proofs/folder/documents";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { parseNote, parseVerifierKey } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner } from "@teilhabe/proofs/note-keys";
import type { Receipt } from "@teilhabe/proofs/receipt";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "@teilhabe/voting/module";
import type { MadeUpBallot } from "./made-up-ballot.ts";
import { leafAs } from "./manipulations/ballot-tampering.ts";
import { known } from "./manipulations/known.ts";
import { type Random, randomFrom } from "./random.ts";

export type Held = {
  /** As it was published and can be read by anybody. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The same with the keys that the services hold, open to every manipulation; a copy each time. */
  ballot(): MadeUpBallot;
};

type Plan = { readonly secrecy: "confidential" | "secret"; readonly voters: number; readonly secondVotes: number };
type Cast = (seq: number, choice: { options: string[] }) => Promise<Receipt>;

const DISTRICTS = ["nord", "sued"];
const OPTIONS = { bench: 12_000, library: 40_000, park: 25_000, trees: 25_000, wifi: 8_000 };
const VOTES_BEFORE_CHECKPOINT = 20;
const CHECKPOINT_MS = 15 * 60_000;

/** Holds a ballot on the services as they ship, from the roll to its publication, with paper batches, and takes what was published. */
export async function heldBallot(plan: Plan): Promise<Held> {
  const platform = await started([voting, ballotBox]);
  try {
    const random = randomFrom(17);
    const ballot = await openedBallot(platform, plan);
    const receipts = await castAll(platform, ballot, plan, random);
    await enterPaper(platform, ballot, { origin: "paper", district: "nord", papers: 6 }, random);
    await enterPaper(platform, ballot, { origin: "assisted", district: "sued", papers: 4 }, random);
    await platform.done(closeBallot, { ballot, reason: "Alle haben abgestimmt." }, staff());
    await platform.advance(CHECKPOINT_MS);
    const files = await publishedFiles(platform, ballot);
    const keys = await keysOf(platform, ballot);
    return { files, ballot: () => ballotFrom(files, receipts, keys) };
  } finally {
    await platform.stop();
  }
}

async function openedBallot(platform: Started, { secrecy, voters }: Plan): Promise<string> {
  const now = platform.world.nowMs();
  const { id: ballot } = await platform.done(
    draftBallot,
    {
      title: "Bürgerhaushalt Musterstadt",
      options: Object.entries(OPTIONS).map(([id, amount]) => ({ id, title: `Projekt ${id}`, cost: { amount, currency: "EUR" } })),
      paper: { kind: "approval", minLength: 1, maxLength: 3 },
      method: { id: "greedy", parameters: {} },
      budget: { amount: 60_000, currency: "EUR" },
      ties: { rules: ["lower-cost"], lot: "option-id" },
      secrecy,
      eligibility: { roll: "email", districts: DISTRICTS },
      opensAt: new Date(now).toISOString(),
      closesAt: new Date(now + 10 * 3_600_000).toISOString(),
    },
    staff(),
  );
  const online = Array.from({ length: voters }, (_, n) => `${emailOf(n)};${districtOf(n)}`);
  const paper = DISTRICTS.flatMap((district) => Array.from({ length: 10 }, (_, n) => `${district}${n}@paper.example;${district}`));
  await platform.done(importRoll, { ballot, csv: ["email;district", ...online, ...paper].join("\n") }, staff());
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
  return ballot;
}

const emailOf = (n: number) => `voter${n}@example.org`;
const districtOf = (n: number) => DISTRICTS[n % DISTRICTS.length] ?? "";

async function castAll(platform: Started, ballot: string, { secrecy, voters, secondVotes }: Plan, random: Random): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  const choice = () => ({ options: random.some(Object.keys(OPTIONS), 1, 3) });
  for (let n = 0; n < voters; n++) {
    const cast = secrecy === "secret" ? await secretVoter(platform, ballot, n) : await namedVoter(platform, ballot, n, random);
    receipts.push(await cast(1, choice()));
    if (n % secondVotes === 0) receipts.push(await cast(2, choice()));
    if (n % VOTES_BEFORE_CHECKPOINT === VOTES_BEFORE_CHECKPOINT - 1) await platform.advance(CHECKPOINT_MS);
  }
  return receipts;
}

async function namedVoter(platform: Started, ballot: string, n: number, random: Random): Promise<Cast> {
  const { credential, key } = await platform.done(issueCredential, { ballot }, citizen(`voter${n}`, { email: emailOf(n) }));
  return async (seq, choice) => (await platform.done(castVote, { ballot, credential, key, seq, choice, nonce: random.hex(32) })).receipt;
}

async function secretVoter(platform: Started, ballot: string, n: number): Promise<Cast> {
  const { text } = await platform.done(readDefinition, { ballot });
  const { issuerKey } = Definition.parse(JSON.parse(text));
  const definitionHash = sha256Hex(utf8(text));
  const wallet = await openWallet(newVoterSecret(), { ballotId: ballot, definitionHash, issuer: known(issuerKey) });
  const asked = { ballot, blinded: toBase64Url(wallet.blinded) };
  const { blindSignature } = await platform.done(issueBlindCredential, asked, citizen(`voter${n}`, { email: emailOf(n) }));
  const credential = await wallet.credentialOf(fromBase64Url(blindSignature));
  return async (seq, choice) => {
    const { ballotId: _, ...vote } = await wallet.signVote({ seq, choice, credential });
    return (await platform.done(castVote, { ballot, ...vote, choice })).receipt;
  };
}

type PaperPlan = { readonly origin: "paper" | "assisted"; readonly district: string; readonly papers: number };

/** One paper of each batch cannot be read. */
async function enterPaper(platform: Started, ballot: string, { origin, district, papers }: PaperPlan, random: Random): Promise<void> {
  for (let n = 0; n <= papers; n++)
    await platform.done(claimForPerson, { ballot, channel: origin, identification: `${district}${n}@paper.example` }, staff("urn"));
  const choices = Array.from({ length: papers }, () => ({ options: random.some(Object.keys(OPTIONS), 1, 3) }));
  const batch = { ballot, batch: `urn-${district}`, origin, district, invalid: 1, papers: choices };
  for (const officer of ["first", "second"]) await platform.done(enterPapers, batch, staff(officer));
  await platform.settle();
}

async function publishedFiles(platform: Started, ballot: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const { documents } = await platform.done(readPublication, { ballot });
  for (const { path: document } of documents) files.set(document, utf8((await platform.done(readPublishedDocument, { ballot, document })).text));
  const lines = (items: readonly unknown[]) => utf8(items.map((item) => `${canonicalText(item as Json)}\n`).join(""));
  files.set("log/checkpoints.jsonl", lines((await platform.done(listCheckpoints, { ballot })).items));
  files.set("log/records.jsonl", lines((await platform.done(listRecords, { ballot })).items));
  files.set("openings/000000.jsonl", lines((await platform.done(listPublishedOpenings, { ballot })).items));
  for (const { path } of readManifest(jsonOf(files, "manifest.json")).files.filter((file) => file.path.startsWith("log/tile/")))
    files.set(path, fromBase64((await platform.done(readTile, { ballot, tile: path.slice("log/tile/".length) })).base64));
  return files;
}

/** The secrets of the services, as whoever runs them has them. */
async function keysOf(platform: Started, ballot: string): Promise<MadeUpBallot["keys"]> {
  const load = async <State>(module: string, name: string) => {
    const kind: DocumentKind<State> = { name, schema: 1 };
    return known(await platform.modules.find((one) => one.name === module)?.store?.load(kind, ballot)).state;
  };
  const { seed, authorityKey } = await load<{ seed: string; authorityKey: string }>("voting", "authority");
  const box = await load<{ seed: string; logKey: string }>("ballot-box", "box");
  const { issuerPem } = await load<{ issuerPem?: string }>("voting", "admission");
  const signer = (verifierKey: string, hex: string) => openSigner(newNoteKeys(parseVerifierKey(verifierKey).keyName, fromHex(hex)).signerKey);
  const keys = { authority: signer(authorityKey, seed), log: signer(box.logKey, box.seed) };
  return issuerPem === undefined ? keys : { ...keys, issuer: createPrivateKey(issuerPem) };
}

function ballotFrom(files: ReadonlyMap<string, Uint8Array>, receipts: readonly Receipt[], keys: MadeUpBallot["keys"]): MadeUpBallot {
  const result = readResult(jsonOf(files, "result.json"));
  const openings = linesOf(files, "openings/000000.jsonl").map(readOpening);
  const leaves: MadeUpBallot["leaves"] = [];
  for (const record of linesOf(files, "log/records.jsonl") as unknown as { index: number; leaf: MadeUpBallot["leaves"][number] }[])
    leaves[record.index] = record.leaf;
  for (const opening of openings) leaves[opening.index] = leafAs({ result }, opening);
  const checkpointSizes = (linesOf(files, "log/checkpoints.jsonl") as unknown as { note: string }[]).map(
    ({ note }) => parseCheckpoint(parseNote(utf8(note)).text).size,
  );
  const named = keys.issuer === undefined ? "key" : "request";
  return {
    definition: jsonOf(files, "definition.json") as MadeUpBallot["definition"],
    leaves,
    openings,
    checkpointSizes,
    falseCheckpoints: new Map(),
    issued: linesOf(files, "issued.jsonl").map((line): IssuedCredential => readIssued(line, named)),
    roll: [...readRoll(jsonOf(files, "roll.json"), result.ballotId)],
    result,
    receipts: [...receipts],
    keys,
  };
}

function jsonOf(files: ReadonlyMap<string, Uint8Array>, path: string): Json {
  return JSON.parse(textOf(known(files.get(path)))) as Json;
}

function linesOf(files: ReadonlyMap<string, Uint8Array>, path: string): Json[] {
  const lines = textOf(known(files.get(path))).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Json);
}
