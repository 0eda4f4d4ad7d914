import { constants, createHash, createPrivateKey, createSign, type KeyObject, sign } from "node:crypto";
import { votesToCount } from "@teilhabe/cli/verify/recount";
import { toBase64, toBase64Url, toHex } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import { formatCheckpoint } from "@teilhabe/proofs/checkpoint";
import { ed25519PrivateKey, newSeed, rawPublicKey } from "@teilhabe/proofs/ed25519";
import { readChoice } from "@teilhabe/proofs/folder/choice";
import { readDefinition } from "@teilhabe/proofs/folder/definition";
import type { IssuedCredential, OpenedVote, ResultFile, RollDistrict } from "@teilhabe/proofs/folder/documents";
import { writeBallotFolder } from "@teilhabe/proofs/folder/write";
import { newIssuerKey, openIssuer } from "@teilhabe/proofs/issuer";
import { issuedMessage } from "@teilhabe/proofs/issuer-key";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { newNoteKeys, openSigner, type Signer, signNote } from "@teilhabe/proofs/note-keys";
import type { Receipt } from "@teilhabe/proofs/receipt";
import { commitmentOf, definitionHashOf, leafHashOf, leafOf } from "@teilhabe/proofs/sealed-vote";
import { signReceipt } from "@teilhabe/proofs/signed-receipt";
import { voteMessage } from "@teilhabe/proofs/vote";
import { type Random, randomFrom } from "./random.ts";

type Definition = { [key: string]: Json };
type Leaf = { [key: string]: Json };

/** A small election as those who run it have it: with all keys, and open to every manipulation. */
export type MadeUpBallot = {
  definition: Definition;
  /** The log in its order. */
  leaves: Leaf[];
  openings: OpenedVote[];
  /** Log sizes at which checkpoints were signed. */
  checkpointSizes: number[];
  /** Checkpoints that are published instead of the true ones, by size. */
  falseCheckpoints: Map<number, Uint8Array>;
  issued: IssuedCredential[];
  roll: RollDistrict[];
  result: ResultFile;
  receipts: Receipt[];
  readonly keys: { authority: Signer; log: Signer; issuer?: KeyObject };
};

export type MadeUpOptions = {
  readonly seed: number;
  readonly secrecy: "open" | "confidential" | "secret";
  readonly voters: number;
  /** Every n-th voter votes a second time. */
  readonly secondVotes?: number;
  readonly paperBatches?: readonly number[];
  readonly paper?: Definition;
  readonly method?: Definition;
  readonly budget?: number;
  readonly decimals?: number;
  readonly minScore?: number;
  readonly lotSeed?: string;
  readonly options?: readonly { id: string; cost: number; group?: string }[];
  readonly choiceOf?: (random: Random, ids: readonly string[]) => Json;
};

export const BALLOT_ID = "0198c5a0-0000-7000-8000-0000000000b1";
const ORIGIN = `beteiligung.stadt.example/ballots/${BALLOT_ID}`;
const DISTRICTS = ["nord", "sued"];
const DAYS = ["2026-11-20", "2026-11-21", "2026-11-22"];
const ENTRIES_PER_CHECKPOINT = 20;
const DEFAULT_OPTIONS = [
  { id: "bench", cost: 12_000 },
  { id: "library", cost: 40_000 },
  { id: "park", cost: 25_000 },
  { id: "trees", cost: 25_000 },
  { id: "wifi", cost: 8_000 },
];

/** Makes an election of made-up voters, honestly run from the frozen rules to the result. */
export async function madeUpBallot(options: MadeUpOptions): Promise<MadeUpBallot> {
  const random = randomFrom(options.seed);
  const keys = await newKeys(options.secrecy);
  const definition = definitionOf(options, keys);
  const definitionHash = definitionHashOf(definition);
  const ballot: MadeUpBallot = {
    definition,
    leaves: [{ ballotId: BALLOT_ID, definitionHash, kind: "definition" }],
    openings: [],
    checkpointSizes: [1],
    falseCheckpoints: new Map(),
    issued: [],
    roll: [],
    result: { ballotId: BALLOT_ID, status: "finished", checkpoint: { size: 0, root: "" }, counted: 0, explain: true, outcome: null },
    receipts: [],
    keys,
  };
  castVotes(ballot, options, random);
  append(ballot, {
    ballotId: BALLOT_ID,
    kind: "incident",
    at: "2026-11-21T12:00:00Z",
    incident: "restored-from-backup",
    text: "Die Wahlurne wurde neu gestartet.",
  });
  for (const [i, papers] of (options.paperBatches ?? []).entries())
    enterPapers(ballot, { name: `urn-${i}`, papers, origin: i % 2 === 0 ? "paper" : "assisted" }, options, random);
  ballot.roll = rollOf(ballot);
  settle(ballot, options.lotSeed);
  return ballot;
}

async function newKeys(secrecy: MadeUpOptions["secrecy"]): Promise<MadeUpBallot["keys"]> {
  const [authority, log] = [openSigner(newNoteKeys("stadt.example").signerKey), openSigner(newNoteKeys(ORIGIN).signerKey)];
  return secrecy === "secret" ? { authority, log, issuer: createPrivateKey(await newIssuerKey(2048)) } : { authority, log };
}

function definitionOf(made: MadeUpOptions, { authority, log, issuer }: MadeUpBallot["keys"]): Definition {
  const { secrecy, budget = 60_000, decimals = 0, minScore, lotSeed } = made;
  const options = (made.options ?? DEFAULT_OPTIONS).map((option) => ({ ...option, title: `Projekt ${option.id}` }));
  return {
    format: "teilhabe/definition/v1",
    ballot: BALLOT_ID,
    title: "Bürgerhaushalt Musterstadt",
    options,
    paper: made.paper ?? { kind: "approval", minLength: 1, maxLength: 3 },
    method: made.method ?? { id: "greedy", version: "1.0.0", parameters: { misfit: "skip", groups: "exclusive" } },
    budget,
    currency: "EUR",
    decimals,
    ...(minScore === undefined ? {} : { minScore }),
    ties: { rules: ["lower-cost"], lot: lotSeed === undefined ? "option-id" : "seed" },
    secrecy,
    eligibility: { minimumAssurance: 2, districts: DISTRICTS, roll: "person" },
    opensAt: "2026-11-20T00:00:00Z",
    closesAt: "2026-11-22T23:00:00Z",
    graceSeconds: 30,
    includeBy: "2026-11-23T00:00:00Z",
    logKey: log.verifierKey,
    authorityKey: authority.verifierKey,
    ...(issuer === undefined ? {} : { issuerKey: openIssuer(issuer.export({ type: "pkcs8", format: "pem" }).toString()).publicKey }),
  };
}

function castVotes(ballot: MadeUpBallot, made: MadeUpOptions, random: Random): void {
  for (let voter = 0; voter < made.voters; voter++) {
    const person = newPerson(ballot, made.secrecy, random);
    castVote(ballot, person, { seq: 1, choice: choiceOf(made, random) }, random);
    if (made.secondVotes !== undefined && voter % made.secondVotes === 0)
      castVote(ballot, person, { seq: 2, choice: choiceOf(made, random) }, random);
  }
  ballot.openings.sort(byKeyAndSeq);
  ballot.issued.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A person with a credential: what the voter knows. */
export type Person = { readonly key: string; readonly district: string; readonly voterKey?: KeyObject; readonly credential?: string };

/** Admits one more person, honestly: in the list of issued credentials. */
export function newPerson(ballot: MadeUpBallot, secrecy: MadeUpOptions["secrecy"], random: Random): Person {
  const district = random.pick(DISTRICTS);
  if (secrecy !== "secret") {
    const key = secrecy === "open" ? uuidOf(random) : random.hex(32);
    ballot.issued.push({ name: key, district, validUntil: random.pick(DAYS) });
    return { key, district };
  }
  ballot.issued.push({ name: random.hex(32), district });
  return secretPerson(ballot, district);
}

/** A voter's own key with a credential, signed by whichever issuer key is given. */
export function secretPerson(ballot: MadeUpBallot, district: string, issuer: KeyObject | undefined = ballot.keys.issuer): Person {
  if (issuer === undefined) throw new Error("A secret ballot has an issuer.");
  const voterKey = ed25519PrivateKey(newSeed());
  const key = toHex(rawPublicKey(voterKey));
  return { key, district, voterKey, credential: credentialFor(ballot, key, issuer) };
}

/** What unblinding gives: an ordinary RSASSA-PSS signature; making it directly spares the tests the blinding. */
export function credentialFor(ballot: MadeUpBallot, key: string, issuer: KeyObject): string {
  const message = issuedMessage(definitionHashOf(ballot.definition), key);
  return toBase64Url(createSign("sha384").update(message).sign({ key: issuer, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }));
}

/** Puts a vote into log and openings, as the box does. Openings must be sorted afterwards. */
export function castVote(ballot: MadeUpBallot, person: Person, { seq, choice }: { seq: number; choice: Json }, random: Random): OpenedVote {
  const { key, voterKey, credential } = person;
  const vote = { ballotId: idOf(ballot), key, seq, choice, nonce: random.hex(32) };
  const validUntil = ballot.issued.find(({ name }) => name === key)?.validUntil ?? DAYS[0] ?? "";
  const evidence =
    voterKey === undefined || credential === undefined
      ? { day: validUntil }
      : { credential, signature: toHex(sign(null, voteMessage(vote), voterKey)) };
  const leaf = leafOf(vote, "day" in evidence ? evidence.day : undefined);
  const opening = { index: ballot.leaves.length, key, seq, choice, nonce: vote.nonce, ...evidence };
  append(ballot, { ...leaf, kind: "vote" });
  ballot.openings.push(opening);
  ballot.receipts.push(
    signReceipt(
      { ballotId: idOf(ballot), definitionHash: definitionHashOf(ballot.definition), leafHash: leafHashOf(leaf), includeBy: "2026-11-23T00:00:00Z" },
      ballot.keys.log,
    ),
  );
  return opening;
}

function append(ballot: MadeUpBallot, leaf: Leaf): void {
  ballot.leaves.push(leaf);
  if (ballot.leaves.length % ENTRIES_PER_CHECKPOINT === 0) ballot.checkpointSizes.push(ballot.leaves.length);
}

function enterPapers(ballot: MadeUpBallot, batch: { name: string; papers: number; origin: string }, made: MadeUpOptions, random: Random): void {
  const papers = Array.from({ length: batch.papers }, (_, i) => {
    const key = `paper.${batch.name}.${String(i + 1).padStart(6, "0")}`;
    return { key, seq: 1, choice: choiceOf(made, random), nonce: random.hex(32) };
  });
  const commitments = createHash("sha256");
  for (const { choice, nonce } of papers) commitments.update(Buffer.from(commitmentOf(choice, nonce), "hex"));
  append(ballot, {
    ballotId: idOf(ballot),
    kind: "paper-batch",
    batch: batch.name,
    origin: batch.origin,
    district: random.pick(DISTRICTS),
    papers: papers.length,
    invalid: 1,
    commitments: commitments.digest("hex"),
  });
  for (const paper of papers) {
    ballot.openings.push({ ...paper, index: ballot.leaves.length });
    append(ballot, { ...leafOf({ ...paper, ballotId: idOf(ballot) }), kind: "vote" });
  }
  ballot.openings.sort(byKeyAndSeq);
}

function rollOf(ballot: MadeUpBallot): RollDistrict[] {
  const batches = ballot.leaves.filter(({ kind }) => kind === "paper-batch");
  const papers = (district: string, origin: string) =>
    batches
      .filter((batch) => batch["district"] === district && batch["origin"] === origin)
      .reduce((sum, batch) => sum + Number(batch["papers"]) + Number(batch["invalid"]), 0);
  return DISTRICTS.map((district) => {
    const online = ballot.issued.filter((issued) => issued.district === district).length;
    const [paper, assisted] = [papers(district, "paper"), papers(district, "assisted")];
    return { district, eligible: 2 * (online + paper + assisted), online, paper, assisted };
  });
}

export function idOf({ result }: Pick<MadeUpBallot, "result">): string {
  return result.ballotId;
}

/** Closes the ballot on what is there: last checkpoint, count, result. Also after a manipulation that covers its tracks. */
export function settle(ballot: MadeUpBallot, seed: string | undefined = ballot.result.seed): void {
  const size = ballot.leaves.length;
  if (ballot.checkpointSizes.at(-1) !== size) ballot.checkpointSizes.push(size);
  const definition = readDefinition(ballot.definition);
  const votes = votesToCount(definition);
  const last = new Map(ballot.openings.map((opening) => [opening.key, opening]));
  for (const { choice } of last.values()) votes.add(readChoice(choice, definition));
  const circumstances = { explain: true, withdrawn: withdrawnIn(ballot), ...(seed === undefined ? {} : { seed }) };
  const outcome = JSON.parse(JSON.stringify(votes.outcome(circumstances))) as { readonly [key: string]: Json };
  ballot.result = {
    ballotId: idOf(ballot),
    status: "finished",
    checkpoint: { size, root: toBase64(rootAt(ballot, size)) },
    counted: last.size,
    ...(seed === undefined ? {} : { seed }),
    explain: true,
    outcome,
  };
}

function withdrawnIn({ leaves }: MadeUpBallot): string[] {
  return leaves.flatMap(({ amendment }) => {
    const withdrawn = amendment as { kind?: string; option?: string } | undefined;
    return withdrawn?.kind === "option-withdrawn" && withdrawn.option !== undefined ? [withdrawn.option] : [];
  });
}

/** The checkpoint that the box signs at a size. */
export function checkpointAt(ballot: MadeUpBallot, size: number): Uint8Array {
  const voters = new Set(ballot.leaves.slice(0, size).flatMap(({ kind, key }) => (kind === "vote" ? [key] : []))).size;
  return signNote(formatCheckpoint({ origin: ballot.keys.log.keyName, size, root: rootAt(ballot, size), voters }), ballot.keys.log);
}

function rootAt({ leaves }: MadeUpBallot, size: number): Uint8Array<ArrayBuffer> {
  const tree = growingTree();
  for (const leaf of leaves.slice(0, size)) tree.append(leafHash(canonicalBytes(leaf)));
  return Uint8Array.from(tree.root());
}

/** All files of the published ballot, signed with its keys. */
export async function filesOf(ballot: MadeUpBallot): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const publication = {
    ballotId: idOf(ballot),
    definition: ballot.definition,
    leafHashes: ballot.leaves.map((leaf) => leafHash(canonicalBytes(leaf))),
    records: ballot.leaves.flatMap((leaf, index) => (leaf["kind"] === "vote" ? [] : [{ index, leaf }])),
    checkpoints: ballot.checkpointSizes.map((size) => ballot.falseCheckpoints.get(size) ?? checkpointAt(ballot, size)),
    openings: ballot.openings,
    issued: ballot.issued,
    roll: ballot.roll,
    result: ballot.result,
  };
  for await (const { path, bytes } of writeBallotFolder(publication, ballot.keys.authority)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    files.set(path, Buffer.concat(chunks));
  }
  return files;
}

export function byKeyAndSeq(a: OpenedVote, b: OpenedVote): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.seq - b.seq;
}

function choiceOf(made: MadeUpOptions, random: Random): Json {
  const ids = (made.options ?? DEFAULT_OPTIONS).map(({ id }) => id);
  return made.choiceOf?.(random, ids) ?? { options: random.some(ids, 1, 3) };
}

function uuidOf(random: Random): string {
  const hex = random.hex(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
