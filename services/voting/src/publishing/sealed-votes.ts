import { listCheckpoints, listRecords } from "@teilhabe/contracts/ballot-box/log-operations";
import { listOpenings } from "@teilhabe/contracts/ballot-box/operations";
import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import type { Ask } from "@teilhabe/platform/module";
import { utf8 } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json } from "@teilhabe/proofs/canonical-json";
import type { OpenedVote } from "@teilhabe/proofs/folder/documents";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { leafOf } from "@teilhabe/proofs/sealed-vote";
import { voteLeafBytes } from "@teilhabe/proofs/vote";
import type { SealedLog } from "./sealed-log.ts";

/** A page may take so long. */
const PAGE_TIMEOUT_MS = 15_000;

/**
 * All votes of a sealed box in pages, sorted by key and seq, each one checked against the log.
 * @throws Error when a vote is not in the log, or out of order
 */
export async function* sealedVotes(ask: Ask, ballot: string, log: SealedLog): AsyncGenerator<readonly OpenedVote[]> {
  let before: OpenedVote | undefined;
  for (let after: string | undefined; ; ) {
    const page = answered(ballot, await ask(listOpenings, { ballot, ...(after !== undefined && { after }) }, { timeoutMs: PAGE_TIMEOUT_MS }));
    const votes = page.openings.map(openedVote);
    for (const vote of votes) {
      if (before !== undefined && !follows(before, vote)) throw new Error(`the box of ballot ${ballot} gives its votes out of order`);
      log.given(vote.index, leafHash(voteLeafBytes(leafOf({ ...vote, ballotId: ballot }, vote.day))));
      before = vote;
    }
    yield votes;
    after = page.next;
    if (after === undefined) return;
  }
}

function openedVote({ choice, ...opening }: Opening): OpenedVote {
  const json: Json = JSON.parse(choice);
  return Object.fromEntries(Object.entries({ ...opening, choice: json }).filter(([, value]) => value !== undefined)) as OpenedVote;
}

function follows(before: OpenedVote, vote: OpenedVote): boolean {
  return before.key < vote.key || (before.key === vote.key && before.seq < vote.seq);
}

/** Entries of the log that are not votes, each one checked against it. */
export async function* sealedRecords(ask: Ask, ballot: string, log: SealedLog): AsyncGenerator<{ readonly index: number; readonly leaf: Json }> {
  for await (const record of itemsOf(ballot, (after) => ask(listRecords, { ballot, ...after }, { timeoutMs: PAGE_TIMEOUT_MS }))) {
    log.given(record.index, leafHash(canonicalBytes(record.leaf)));
    yield record;
  }
}

/** Signed notes of all checkpoints, the smallest first. */
export async function* allCheckpoints(ask: Ask, ballot: string): AsyncGenerator<Uint8Array> {
  for await (const { note } of itemsOf(ballot, (after) => ask(listCheckpoints, { ballot, ...after }, { timeoutMs: PAGE_TIMEOUT_MS })))
    yield utf8(note);
}

type PageOf<Item> = { readonly items: readonly Item[]; readonly next?: string | undefined };

async function* itemsOf<Item>(ballot: string, ask: (after: { after?: string }) => Promise<PageOf<Item> | Refusal>): AsyncGenerator<Item> {
  for (let after: string | undefined; ; ) {
    const page: PageOf<Item> = answered(ballot, await ask(after === undefined ? {} : { after }));
    yield* page.items;
    after = page.next;
    if (after === undefined) return;
  }
}

function answered<Answer>(ballot: string, answer: Answer | Refusal): Answer {
  if (isRefusal(answer)) throw new Error(`the box of ballot ${ballot} does not give what it holds: ${answer.refused}`);
  return answer;
}
