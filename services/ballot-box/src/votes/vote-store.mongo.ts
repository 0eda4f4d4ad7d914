import type { Connection } from "mongoose";
import { arrive, arriveAgain } from "./mongo-arrivals.ts";
import {
  allOf,
  allOfVoter,
  type BallotRow,
  type Collections,
  collectionsOf,
  DURABLE,
  type PlaceRow,
  type VoteRow,
  voteFrom,
  voteId,
} from "./mongo-collections.ts";
import type { Keeping, KeptVote, OfferedVote, OpenedVote, VoteStore } from "./vote-store.ts";

const DUPLICATE_KEY = 11_000;
const CURRENT = { readConcern: { level: "linearizable" }, maxTimeMS: 10_000 } as const;

/**
 * Votes in MongoDB: one clustered collection with `_id = ballot:key:seq`; `insertMany`, unordered, majority, journaled. An acceptor inserts, then notes
 * its group among the arrivals and counts it in the ballot's row: that write meets the seal, so it is after or before it, never beside it.
 */
export function mongoVoteStore(connection: Connection): VoteStore {
  const all = collectionsOf(connection);
  const { ballots, heads, votes, places } = all;

  return {
    prepare: all.prepare,
    async keep(offered) {
      const kept = new Map<OfferedVote, Keeping>();
      for (const wave of waves(offered)) for (const [vote, keeping] of await keepWave(all, wave)) kept.set(vote, keeping);
      return offered.map((vote) => kept.get(vote) as Keeping);
    },
    async seal(ballot, atMs) {
      const { matchedCount } = await ballots.updateOne({ _id: ballot, sealedMs: null }, { $set: { sealedMs: atMs } }, DURABLE);
      // Sealed before, perhaps by a write that is not yet everywhere: a read that waits for it.
      if (matchedCount === 0) await rowOf(all, ballot);
    },
    async openings(ballot, after, limit) {
      const ids = { ...allOf(ballot), ...(after !== undefined && { $gt: `${ballot}:${after}` }) };
      const placed = await places.find({ _id: ids }, MAJORITY).sort({ _id: 1 }).limit(limit).toArray();
      const [first, last] = [placed[0]?._id, placed.at(-1)?._id];
      if (first === undefined || last === undefined) return [];
      const rows = await votes.find({ _id: { $gte: first, $lte: last } }, MAJORITY).toArray();
      const byId = new Map(rows.map((row) => [row._id, row]));
      return placed.map((place): OpenedVote => openedOf(ballot, place, byId.get(place._id)));
    },
    async votesOf(key, limit) {
      const found: KeptVote[] = [];
      for await (const { _id: ballot } of heads.find({}, { projection: { _id: 1 } }).sort({ _id: 1 })) {
        const rows = await votes
          .find({ _id: allOfVoter(ballot, key), filler: { $exists: false } })
          .sort({ _id: 1 })
          .limit(limit - found.length)
          .toArray();
        found.push(...rows.map((row) => voteFrom(ballot, row)));
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}

const MAJORITY = { readConcern: { level: "majority" } } as const;

/** The cursor is a row's id without the ballot, which whoever goes on names anyway: the contract has room for so much. */
function openedOf(ballot: string, { _id, index }: PlaceRow, row: VoteRow | undefined): OpenedVote {
  if (row === undefined) throw new Error(`entry ${index} in the log of ballot ${ballot} is the place of a vote that is not there`);
  const { ballot: _, ...vote } = voteFrom(ballot, row);
  return { ...vote, index, cursor: _id.slice(ballot.length + 1) };
}

/** Each wave has at most one vote of each voter, in the order given. */
function waves(offered: readonly OfferedVote[]): OfferedVote[][] {
  const made: OfferedVote[][] = [];
  const times = new Map<string, number>();
  for (const vote of offered) {
    const voter = `${vote.ballot}:${vote.key}`;
    const n = times.get(voter) ?? 0;
    times.set(voter, n + 1);
    const wave = made[n] ?? [];
    wave.push(vote);
    made[n] = wave;
  }
  return made;
}

async function keepWave(all: Collections, wave: readonly OfferedVote[]): Promise<Map<OfferedVote, Keeping>> {
  const kept = new Map<OfferedVote, Keeping>();
  const before = new Map<OfferedVote, number | undefined>();
  // A first vote needs no look-up: the index refuses it when its voter has voted, because a first vote with a higher seq leaves a filler at 1.
  for (const vote of wave) if (vote.seq === 1 && !vote.late) before.set(vote, undefined);
  await Promise.all(wave.filter((vote) => !before.has(vote)).map(async (vote) => before.set(vote, await latestSeq(all, vote))));
  const inserted = await insert(
    all,
    wave.filter((vote) => !vote.late && (before.get(vote) ?? 0) < vote.seq),
    before,
  );
  const open = await arriveAll(all, inserted);
  const isNew = (vote: OfferedVote) => inserted.has(vote) && open.has(vote.ballot);
  for (const vote of wave.filter(isNew)) kept.set(vote, { kept: "new", ...(vote.day !== undefined && { day: vote.day }) });
  for (const [vote, keeping] of await recognise(
    all,
    wave.filter((vote) => !isNew(vote)),
  ))
    kept.set(vote, keeping);
  return kept;
}

/** What the collection says of votes that were not newly kept. First the votes are read, then the seals: what is found unsealed arrived before any seal. */
async function recognise(all: Collections, wave: readonly OfferedVote[]): Promise<readonly (readonly [OfferedVote, Keeping])[]> {
  const there = await Promise.all(wave.map((vote) => found(all, vote)));
  const rows = await rowsOf(
    all,
    wave.map((vote) => vote.ballot),
  );
  return Promise.all(wave.map(async (vote, n) => [vote, await recognised(all, rows.get(vote.ballot) as BallotRow, vote, there[n])] as const));
}

/** Its row, if that vote is in the box; then it has a place in the log, or waits for one. */
async function found(all: Collections, vote: OfferedVote): Promise<VoteRow | undefined> {
  const row = await all.votes.findOne({ _id: idOf(vote) }, CURRENT);
  if (row === null || row.filler === true || row.choice !== vote.choice || row.nonce !== vote.nonce) return undefined;
  if ((await all.places.findOne({ _id: row._id }, MAJORITY)) === null) await arriveAgain(all, vote.ballot, row);
  return row;
}

async function latestSeq({ votes }: Collections, { ballot, key }: OfferedVote): Promise<number | undefined> {
  const [row] = await votes
    .find({ _id: allOfVoter(ballot, key) })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  return row?.filler === true ? undefined : row?.seq;
}

/** @returns those that are in the collection now and were not before */
async function insert({ votes }: Collections, wave: readonly OfferedVote[], before: ReadonlyMap<OfferedVote, number | undefined>) {
  if (wave.length === 0) return new Set<OfferedVote>();
  // Fillers come first: a first vote that arrives late is refused before the vote that jumped ahead can be seen.
  await insertRows(
    votes,
    wave.filter((vote) => vote.seq > 1 && before.get(vote) === undefined).map((vote) => ({ ...rowFor({ ...vote, seq: 1 }), filler: true as const })),
  );
  const refused = await insertRows(votes, wave.map(rowFor));
  return new Set(wave.filter((_, index) => !refused.has(index)));
}

/** @returns which of them were there already */
async function insertRows(votes: Collections["votes"], rows: readonly VoteRow[]): Promise<ReadonlySet<number>> {
  if (rows.length === 0) return new Set();
  try {
    await votes.insertMany(rows as VoteRow[], { ordered: false, ...DURABLE });
    return new Set();
  } catch (error) {
    return new Set(duplicatesOf(error));
  }
}

/** @throws what was thrown, unless it only says that some rows were there already */
function duplicatesOf(error: unknown): readonly number[] {
  const { writeErrors, result } = error as { writeErrors?: unknown; result?: { getWriteConcernError?: () => unknown } };
  if (writeErrors === undefined || result?.getWriteConcernError?.() !== undefined) throw error;
  const failures = [writeErrors].flat() as { code: number; index: number }[];
  if (failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return failures.map(({ index }) => index);
}

/** @returns the ballots that had no seal when their votes had arrived */
async function arriveAll(all: Collections, inserted: ReadonlySet<OfferedVote>): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  const byBallot = Map.groupBy(inserted, ({ ballot }) => ballot);
  await Promise.all(
    [...byBallot].map(async ([ballot, votes]) => {
      if (await arrive(all, ballot, votes)) open.add(ballot);
      else await rowOf(all, ballot);
    }),
  );
  return open;
}

async function recognised(all: Collections, { sealedMs }: BallotRow, vote: OfferedVote, there: VoteRow | undefined): Promise<Keeping> {
  if (sealedMs !== null) return afterSeal(all, vote.ballot, there);
  if (there !== undefined) return again(there);
  if (vote.late) return { kept: "closed" };
  return { kept: "stale", seq: (await latestSeq(all, vote)) ?? vote.seq };
}

/** A vote whose acceptor was under way at the seal may still arrive: it is in the box if and only if it comes into the log before that is final. */
async function afterSeal({ heads, places }: Collections, ballot: string, there: VoteRow | undefined): Promise<Keeping> {
  if (there === undefined) return { kept: "closed" };
  const isPlaced = async () => (await places.findOne({ _id: there._id }, CURRENT)) !== null;
  if (await isPlaced()) return again(there);
  const head = await heads.findOne({ _id: ballot }, CURRENT);
  if (head?.final !== true) return { kept: "unsettled" };
  return (await isPlaced()) ? again(there) : { kept: "closed" };
}

function again({ day }: VoteRow): Keeping {
  return { kept: "again", ...(day !== undefined && { day }) };
}

async function rowOf({ ballots }: Pick<Collections, "ballots">, ballot: string): Promise<BallotRow> {
  const row = await ballots.findOne({ _id: ballot }, CURRENT);
  if (row === null) throw new Error(`no room was prepared for the votes of ballot ${ballot}`);
  return row;
}

async function rowsOf(all: Collections, ballots: readonly string[]): Promise<ReadonlyMap<string, BallotRow>> {
  const distinct = [...new Set(ballots)];
  return new Map(await Promise.all(distinct.map(async (ballot) => [ballot, await rowOf(all, ballot)] as const)));
}

function idOf({ ballot, key, seq }: Pick<KeptVote, "ballot" | "key" | "seq">): string {
  return voteId(ballot, key, seq);
}

function rowFor({ ballot, late: _, ...vote }: OfferedVote): VoteRow {
  return { _id: idOf({ ballot, ...vote }), ...vote };
}
