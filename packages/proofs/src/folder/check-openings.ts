import { leafHash } from "../merkle/hash.ts";
import { commitmentOf, leafOf } from "../sealed-vote.ts";
import { SEQ_MAX, voteLeafBytes } from "../vote.ts";
import { allLines, type BallotUnderCheck } from "./ballot-under-check.ts";
import { checkEvidence, signatureChecks } from "./check-credential.ts";
import { openingsPath } from "./check-files.ts";
import type { Log } from "./check-log.ts";
import type { Records } from "./check-records.ts";
import { InvalidChoice, type ReadChoice, readChoice } from "./choice.ts";
import { type OpenedVote, PAPER_KEY, readOpening } from "./documents.ts";
import { type IssuedList, issuedList } from "./issued-list.ts";
import { type Line, reading } from "./lines.ts";
import type { Comparison } from "./multiset.ts";
import { type PaperCheck, paperCheck } from "./paper-batches.ts";
import { notVerified } from "./problem.ts";
import { type VotersCount, votersCount } from "./voters-count.ts";

export type Openings = {
  readonly votes: number;
  /** Different keys, papers included: each is counted once. */
  readonly counted: number;
  readonly online: number;
  readonly issued: IssuedList;
  readonly papers: PaperCheck;
  readonly voters: VotersCount;
};

const KEYS = { open: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, confidential: /^[0-9a-f]{64}$/, secret: /^[0-9a-f]{64}$/ } as const;

/** The paths of all files of openings, in order. */
export function openingPaths({ manifest }: BallotUnderCheck): string[] {
  const count = manifest.files.filter(({ path }) => path.startsWith("openings/")).length;
  return Array.from({ length: count }, (_, i) => openingsPath(i));
}

type Known = { readonly log: Log; readonly records: Records; readonly compared: Comparison; readonly count: (choice: ReadChoice) => void };

/**
 * Reads all opened votes, sorted by key and seq, checks each one, and gives the last of each key to `known.count`.
 * @throws NotVerified
 */
export async function checkOpenings(ballot: BallotUnderCheck, known: Known): Promise<Openings> {
  const signatures = signatureChecks(ballot);
  const issued = issuedList(ballot);
  const papers = paperCheck(known.records.batches);
  const voters = votersCount(known.log.checkpoints.sizes);
  let before: (OpenedVote & { read: ReadChoice }) | undefined;
  const totals = { votes: 0, counted: 0, online: 0 };

  try {
    for await (const line of allLines(ballot, openingPaths(ballot))) {
      const vote = readVote(ballot, line, known);
      checkOrder(before, vote, line.where);
      const isNew = before?.key !== vote.key;
      if (isNew && before !== undefined) known.count(before.read);
      const online = await checkOrigin(ballot, vote, { where: line.where, papers, issued });
      if (online) await signatures.add(vote, line.where);
      voters.vote(isNew, vote.index);
      totals.votes += 1;
      totals.counted += isNew ? 1 : 0;
      totals.online += isNew && online ? 1 : 0;
      before = vote;
    }
  } finally {
    await signatures.finish();
  }
  if (before !== undefined) known.count(before.read);

  return { ...totals, issued, papers, voters };
}

function readVote(ballot: BallotUnderCheck, { json, where }: Line, { log, compared }: Known): OpenedVote & { read: ReadChoice } {
  const vote = reading("file-malformed", where, () => readOpening(json));
  if (vote.index >= log.size) notVerified("opening-not-in-log", where, `The log has only ${log.size} entries.`);
  if (vote.seq > SEQ_MAX) notVerified("file-malformed", where, "A vote replaced so often does not exist.");
  const leaf = leafOf({ ballotId: ballot.definition.ballotId, key: vote.key, seq: vote.seq, choice: vote.choice, nonce: vote.nonce }, vote.day);
  compared.published(vote.index, leafHash(voteLeafBytes(leaf)));

  return { ...vote, read: choiceOf(ballot, vote, where) };
}

function choiceOf({ definition }: BallotUnderCheck, { choice }: OpenedVote, where: string): ReadChoice {
  try {
    return readChoice(choice, definition);
  } catch (error) {
    if (error instanceof InvalidChoice) return notVerified("choice-invalid", where, `The rules do not allow this vote: ${error.message}.`);
    throw error;
  }
}

function checkOrder(before: OpenedVote | undefined, { key, seq }: OpenedVote, where: string): void {
  if (before === undefined || before.key < key || (before.key === key && before.seq < seq)) return;
  if (before.key === key && before.seq === seq) notVerified("vote-twice", where, "The same vote is there twice.");
  notVerified("opening-order-wrong", where, "Votes are not sorted by key and number.");
}

type Origin = { readonly where: string; readonly papers: PaperCheck; readonly issued: IssuedList };

/** @returns true for a vote cast online */
async function checkOrigin({ definition }: BallotUnderCheck, vote: OpenedVote, { where, papers, issued }: Origin): Promise<boolean> {
  if (PAPER_KEY.test(vote.key)) {
    if ((vote.day ?? vote.credential ?? vote.signature) !== undefined || vote.seq !== 1)
      notVerified("file-malformed", where, "A paper has no day, credential, signature, and is not replaced.");
    papers.paper(vote.key, vote.index, commitmentOf(vote.choice, vote.nonce), where);
    return false;
  }
  if (!KEYS[definition.secrecy].test(vote.key)) notVerified("key-malformed", where, "This is not a key as voters of this ballot have it.");
  checkEvidence(vote, definition.secrecy === "secret", where);
  await issued.admit(vote, where);
  return true;
}
