import { randomBytes } from "node:crypto";
import type { mongo } from "mongoose";
import { type ArrivalRow, allOf, type BallotRow, type Collections, DURABLE, type VoteRow, voteFrom, voteId } from "./mongo-collections.ts";
import { type KeptVote, leafHashOfVote } from "./vote-store.ts";

type Session = mongo.ClientSession;

const NAME_BYTES = 12;
/** Rows that one answer of the server brings. */
const ROWS_MAX = 16;

/** A vote that waits for its place in the log; `id` is that of its row. */
export type Arrived = { readonly id: string; readonly key: string; readonly seq: number; readonly leafHash: string };

/**
 * Notes votes of one ballot as waiting for their places, then counts them in, in one command: whoever sees a box sealed sees everything that was counted
 * before among the arrivals. The votes are durable before, so none waits that could still be lost.
 * @returns false: the box was sealed before, or has no row
 */
export async function arrive({ arrivals }: Collections, ballot: string, votes: readonly KeptVote[]): Promise<boolean> {
  const _id = `${ballot}:${randomBytes(NAME_BYTES).toString("hex")}`;
  const note = { updateOne: { filter: { _id }, update: { $setOnInsert: { votes: textsOf(votes) } }, upsert: true } };
  const count = { updateOne: { filter: { _id: ballot, sealedMs: null }, update: { $inc: { groups: 1 } } } };
  const both = arrivals as mongo.Collection<ArrivalRow | BallotRow>;
  const { modifiedCount } = await both.bulkWrite([note, count] as mongo.AnyBulkWriteOperation<ArrivalRow | BallotRow>[], {
    ordered: true,
    ...DURABLE,
  });
  return modifiedCount === 1;
}

/** Notes a vote that its acceptor may have died before noting. That it is noted already does no harm, nor that it has a place by now. */
export async function arriveAgain({ arrivals }: Collections, ballot: string, row: VoteRow): Promise<void> {
  await arrivals.updateOne({ _id: row._id }, { $setOnInsert: { votes: textsOf([voteFrom(ballot, row)]) } }, { upsert: true, ...DURABLE });
}

/** What waits, each vote once. */
export async function* arrivedIn(all: Collections, ballot: string, session: Session): AsyncGenerator<Arrived> {
  const seen = new Set<string>();
  for await (const { votes } of rowsIn(all, ballot, session)) {
    const unseen = votes.map((text) => arrivedFrom(ballot, text)).filter(({ id }) => !seen.has(id));
    for (const { id } of unseen) seen.add(id);
    yield* unseen;
  }
}

/**
 * Votes that have their places wait no more.
 * @param ids of their rows; `everywhere`: also where one is noted a second time, which else shows when it is to be placed again
 */
export async function leave(
  all: Collections,
  ballot: string,
  { ids, everywhere }: { readonly ids: ReadonlySet<string>; readonly everywhere: boolean },
  session: Session,
): Promise<void> {
  const emptied: string[] = [];
  const shortened: ArrivalRow[] = [];
  const missing = new Set(ids);
  for await (const { _id, votes } of rowsIn(all, ballot, session)) {
    const still = votes.filter((text) => !ids.has(idIn(ballot, text)));
    for (const text of votes) missing.delete(idIn(ballot, text));
    if (still.length === 0) emptied.push(_id);
    else if (still.length < votes.length) shortened.push({ _id, votes: still });
    if (missing.size === 0 && !everywhere) break;
  }
  await remove(all, emptied, session);
  for (const { _id, votes } of shortened) await all.arrivals.updateOne({ _id }, { $set: { votes } }, { session });
}

/** @param ids in their order: in a clustered collection the server looks between two bounds, and nowhere else if it has them */
async function remove({ arrivals }: Collections, ids: readonly string[], session: Session): Promise<void> {
  const [first, last] = [ids[0], ids.at(-1)];
  if (first !== undefined && last !== undefined) await arrivals.deleteMany({ _id: { $gte: first, $lte: last, $in: ids } }, { session });
}

function rowsIn({ arrivals }: Collections, ballot: string, session: Session) {
  return arrivals.find({ _id: allOf(ballot) }, { session, batchSize: ROWS_MAX }).sort({ _id: 1 });
}

const HASH_DIGITS = 64;

/** A vote's id without its ballot, `key:seq`, and the leaf's hash; sorted: nothing tells in which order they came. */
function textsOf(votes: readonly KeptVote[]): readonly string[] {
  return votes.map((vote) => `${voteId(vote.ballot, vote.key, vote.seq).slice(vote.ballot.length + 1)}:${leafHashOfVote(vote)}`).sort();
}

function idIn(ballot: string, text: string): string {
  return `${ballot}:${text.slice(0, -(HASH_DIGITS + 1))}`;
}

function arrivedFrom(ballot: string, text: string): Arrived {
  const id = idIn(ballot, text);
  const end = id.lastIndexOf(":");
  return { id, key: id.slice(ballot.length + 1, end), seq: Number(id.slice(end + 1)), leafHash: text.slice(-HASH_DIGITS) };
}
