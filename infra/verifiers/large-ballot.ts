import { type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { votesToCount } from "@teilhabe/cli/verify/recount";
import { toBase64, toHex } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import { formatCheckpoint } from "@teilhabe/proofs/checkpoint";
import { readChoice } from "@teilhabe/proofs/folder/choice";
import { readDefinition } from "@teilhabe/proofs/folder/definition";
import type { OpenedVote } from "@teilhabe/proofs/folder/documents";
import { type Publication, writeBallotFolder } from "@teilhabe/proofs/folder/write";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { signNote } from "@teilhabe/proofs/note-keys";
import { leafOf } from "@teilhabe/proofs/sealed-vote";
import { voteLeafBytes, voteMessage } from "@teilhabe/proofs/vote";
import { BALLOT_ID, byKeyAndSeq, type MadeUpBallot, madeUpBallot, type Person, secretPerson } from "./made-up-ballot.ts";
import { type Random, randomFrom } from "./random.ts";

const ENTRIES_PER_CHECKPOINT = 1_000;
const OPTIONS = ["bench", "library", "park", "trees", "wifi"];

/** Writes a made-up ballot of any size to disk, for measuring verifiers. Keeps hashes and votes in memory while it is made. */
export async function writeLargeBallot(folder: string, secrecy: "confidential" | "secret", votes: number): Promise<void> {
  const ballot = await madeUpBallot({ seed: 1, secrecy, voters: 0 });
  const random = randomFrom(2);
  const publication = publicationOf(
    ballot,
    Array.from({ length: votes }, () => voteOf(ballot, secrecy, random)),
  );
  for await (const { path, bytes } of writeBallotFolder(publication, ballot.keys.authority)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const file = createWriteStream(join(folder, path));
    for await (const chunk of bytes) if (!file.write(chunk)) await once(file, "drain");
    file.end();
    await once(file, "close");
  }
}

function voteOf(ballot: MadeUpBallot, secrecy: "confidential" | "secret", random: Random): OpenedVote {
  const person: Person = secrecy === "secret" ? secretPerson(ballot, "nord") : { key: random.hex(32), district: "nord" };
  const vote = { key: person.key, seq: 1, choice: { options: random.some(OPTIONS, 1, 3) }, nonce: random.hex(32), index: 0 };
  if (person.voterKey === undefined) return { ...vote, day: "2026-11-21" };
  return { ...vote, credential: person.credential ?? "", signature: signatureOf(vote, person.voterKey) };
}

function signatureOf({ key, seq, choice, nonce }: OpenedVote, voterKey: KeyObject): string {
  return toHex(sign(null, voteMessage({ ballotId: BALLOT_ID, key, seq, choice, nonce }), voterKey));
}

/** Publishes votes in the order in which they were cast, with checkpoints on the way. */
export function publicationOf(ballot: MadeUpBallot, votes: OpenedVote[]): Publication {
  const { leaves, definition, keys } = ballot;
  const tree = growingTree();
  const hashes: Uint8Array[] = [];
  const checkpoints: Uint8Array[] = [];
  const openings: OpenedVote[] = [];
  const append = (leaf: Uint8Array) => {
    const hash = leafHash(leaf);
    hashes.push(hash);
    tree.append(hash);
  };
  const checkpoint = () => {
    const head = { origin: keys.log.keyName, size: tree.size(), root: Uint8Array.from(tree.root()), voters: openings.length };
    checkpoints.push(signNote(formatCheckpoint(head), keys.log));
  };
  for (const leaf of leaves) append(canonicalBytes(leaf));
  for (const vote of votes) {
    openings.push({ ...vote, index: tree.size() });
    append(voteLeafBytes(leafOf({ ...vote, ballotId: BALLOT_ID }, vote.day)));
    if (tree.size() % ENTRIES_PER_CHECKPOINT === 0) checkpoint();
  }
  if (tree.size() % ENTRIES_PER_CHECKPOINT !== 0) checkpoint();
  openings.sort(byKeyAndSeq);

  return {
    ballotId: BALLOT_ID,
    definition,
    leafHashes: hashes,
    records: leaves.map((leaf, index) => ({ index, leaf })),
    checkpoints,
    openings,
    issued: openings.map(({ key, day }) => ({ name: key, district: "nord", ...(day === undefined ? {} : { validUntil: day }) })),
    roll: [{ district: "nord", eligible: votes.length, online: votes.length, paper: 0, assisted: 0 }],
    result: {
      ...ballot.result,
      checkpoint: { size: tree.size(), root: toBase64(tree.root()) },
      counted: openings.length,
      outcome: outcomeOf(definition, openings),
    },
  };
}

function outcomeOf(json: Json, openings: readonly OpenedVote[]): { readonly [key: string]: Json } {
  const definition = readDefinition(json);
  const votes = votesToCount(definition);
  for (const { choice } of openings) votes.add(readChoice(choice, definition));
  return JSON.parse(JSON.stringify(votes.outcome({ explain: true, withdrawn: [] }))) as { readonly [key: string]: Json };
}
