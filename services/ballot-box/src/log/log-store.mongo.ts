import { isDuplicateKey, isTransient, wrapped } from "@teilhabe/platform/store/mongo-errors";
import type { Connection, mongo } from "mongoose";
import { type Arrived, arrivedIn, leave } from "../votes/mongo-arrivals.ts";
import {
  allOf,
  allOfVoter,
  type Collections,
  collectionsOf,
  DURABLE,
  type HeadRow,
  placeId,
  type RecordRow,
  voteFrom,
  voteId,
} from "../votes/mongo-collections.ts";
import { leafHashOfVote } from "../votes/vote-store.ts";
import { edgeFrom, edgeTiles } from "./edge.ts";
import type { Growth, KeptRecord, LogHead, LogStore, PendingVote } from "./log-store.ts";

type Session = mongo.ClientSession;

const CURRENT = { readConcern: { level: "linearizable" }, maxTimeMS: 10_000 } as const;
const MAJORITY = { readConcern: { level: "majority" } } as const;
const IN_ONE = { readConcern: { level: "snapshot" }, writeConcern: { w: "majority", journal: true } } as const;

/** The log in MongoDB: one append is one transaction, and what is read for it is one snapshot of what is durable. */
export function mongoLogStore(connection: Connection): LogStore {
  const all = collectionsOf(connection);
  const { heads, tiles, checkpoints, records } = all;

  return {
    head: async (ballot) => headOf(await heads.findOne({ _id: ballot }, CURRENT), ballot),
    async view(ballot, limit) {
      return inSession(connection, { snapshot: true }, async (session) => {
        const head = headOf(await heads.findOne({ _id: ballot }, { session }), ballot);
        const found = await tiles
          .find({ _id: { $in: edgeTiles(head.size).map(({ level, index }) => tileId(ballot, level, index)) } }, { session })
          .toArray();
        const byId = new Map(found.map(({ _id, hashes }) => [_id, bytesOf(hashes)]));
        const edge = edgeFrom(head.size, ({ level, index }) => byId.get(tileId(ballot, level, index)));
        return { head, edge, pending: await pendingOf(all, ballot, limit, session) };
      });
    },
    async append(ballot, growth) {
      try {
        await inSession(connection, {}, (session) => session.withTransaction(() => appendAll(all, ballot, growth, session), IN_ONE));
        return true;
      } catch (error) {
        if (error instanceof PlacedBefore) await inSession(connection, {}, (session) => leaveThosePlaced(all, ballot, growth, session));
        if (error instanceof NotAppended) return false;
        throw error;
      }
    },
    async tile(ballot, level, index) {
      const row = await tiles.findOne({ _id: tileId(ballot, level, index) }, MAJORITY);
      return row === null ? undefined : bytesOf(row.hashes);
    },
    async keepCheckpoint(ballot, checkpoint) {
      await checkpoints.updateOne({ _id: placeId(ballot, checkpoint.size) }, { $setOnInsert: checkpoint }, { upsert: true, ...DURABLE });
    },
    async newestCheckpoint(ballot) {
      const [newest] = await checkpoints
        .find({ _id: allOf(ballot) }, MAJORITY)
        .sort({ _id: -1 })
        .limit(1)
        .toArray();
      return newest === undefined ? undefined : { size: newest.size, voters: newest.voters, note: newest.note };
    },
    async checkpoints(ballot, afterSize, limit) {
      const rows = checkpoints.find({ _id: { ...allOf(ballot), $gt: placeId(ballot, afterSize) } }, MAJORITY).sort({ _id: 1 });
      return (await rows.limit(limit).toArray()).map(({ size, voters, note }) => ({ size, voters, note }));
    },
    async records(ballot, afterIndex, limit) {
      const after = afterIndex < 0 ? `${ballot}:` : placeId(ballot, afterIndex);
      const rows = records.find({ _id: { ...allOf(ballot), $gt: after } }, MAJORITY).sort({ _id: 1 });
      return (await rows.limit(limit).toArray()).map(recordOf);
    },
    countRecords: (ballot, kind) => records.countDocuments({ _id: allOf(ballot), kind }, MAJORITY),
    async recordNamed(ballot, name) {
      const row = await records.findOne({ _id: allOf(ballot), name }, MAJORITY);
      return row === null ? undefined : recordOf(row);
    },
    async unfinished(after, limit) {
      const rows = heads.find({ final: false, ...(after !== undefined && { _id: { $gt: after } }) }, { projection: { _id: 1 } }).sort({ _id: 1 });
      return (await rows.limit(limit).toArray()).map(({ _id }) => _id);
    },
  };
}

/** Ends the transaction without a trace. */
class NotAppended extends Error {}
class PlacedBefore extends NotAppended {}

async function appendAll(all: Collections, ballot: string, growth: Growth, session: Session): Promise<void> {
  const { version, size, votes, voters, final } = growth.head;
  const moved = await all.heads.updateOne(
    { _id: ballot, version: version - 1, final: false },
    { $set: { version, size, votes, voters, final } },
    { session },
  );
  if (moved.matchedCount !== 1) throw new NotAppended();
  await placeVotes(all, ballot, growth, session);
  const records = growth.records.map((record) => ({ _id: placeId(ballot, record.index), ...record }));
  if (records.length > 0) await all.records.insertMany(records, { session });
  const tiles = growth.tiles.map(({ level, index, bytes }) => ({
    replaceOne: { filter: { _id: tileId(ballot, level, index) }, replacement: { hashes: Buffer.from(bytes) }, upsert: true },
  }));
  if (tiles.length > 0) await all.tiles.bulkWrite(tiles, { session });
  if (final && (await all.arrivals.findOne({ _id: allOf(ballot) }, { session })) !== null) throw new NotAppended();
}

/** @throws PlacedBefore */
async function placeVotes(all: Collections, ballot: string, { votes, papers, head }: Growth, session: Session): Promise<void> {
  const rows = [...votes, ...papers].map(({ key, seq, index }) => ({ _id: voteId(ballot, key, seq), index }));
  if (rows.length === 0) return;
  try {
    await all.places.insertMany(rows, { session });
  } catch (error) {
    throw isDuplicateKey(error) ? new PlacedBefore() : error;
  }
  if (votes.length > 0) await leave(all, ballot, { ids: idsOf(ballot, votes), everywhere: head.final }, session);
  const written = papers.map(({ ballot: _, index: __, ...paper }) => ({ _id: voteId(ballot, paper.key, paper.seq), ...paper }));
  if (written.length > 0) await all.votes.insertMany(written, { session });
}

function idsOf(ballot: string, votes: Growth["votes"]): ReadonlySet<string> {
  return new Set(votes.map(({ key, seq }) => voteId(ballot, key, seq)));
}

/** Those of the votes that have places already wait no more: they were noted twice. */
async function leaveThosePlaced(all: Collections, ballot: string, { votes }: Growth, session: Session): Promise<void> {
  const there = await Promise.all([...idsOf(ballot, votes)].map((_id) => all.places.findOne({ _id }, MAJORITY)));
  const ids = new Set(there.flatMap((place) => place?._id ?? []));
  await session.withTransaction(() => leave(all, ballot, { ids, everywhere: true }, session), IN_ONE);
}

async function pendingOf(all: Collections, ballot: string, limit: number, session: Session): Promise<PendingVote[]> {
  const pending = new Map<string, PendingVote>();
  if (limit > 0)
    for await (const arrived of arrivedIn(all, ballot, session)) {
      for (const [id, vote] of await withFirst(all, ballot, arrived, session)) if (pending.size < limit) pending.set(id, vote);
      if (pending.size >= limit) break;
    }
  return [...pending].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, vote]) => vote);
}

/**
 * A vote that replaces brings its voter's first one along if that has no place yet, so that whichever is placed first counts the voter. A first vote never comes
 * behind another one: it is refused once a later one is there.
 */
async function withFirst(
  all: Collections,
  ballot: string,
  { id, key, seq, leafHash }: Arrived,
  session: Session,
): Promise<(readonly [string, PendingVote])[]> {
  const mine = (known: boolean) => [id, { key, seq, leafHash, known }] as const;
  if (seq === 1) return [mine(false)];
  const known = (await all.places.findOne({ _id: allOfVoter(ballot, key) }, { session })) !== null;
  const first = known ? null : await all.votes.findOne({ _id: voteId(ballot, key, 1), filler: { $exists: false } }, { session });
  if (first === null) return [mine(known)];
  return [[first._id, { key, seq: 1, leafHash: leafHashOfVote(voteFrom(ballot, first)), known: false }], mine(false)];
}

async function inSession<Result>(
  connection: Connection,
  options: { snapshot?: boolean },
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await connection.startSession(options);
  try {
    return await work(session);
  } catch (error) {
    throw isTransient(error) ? wrapped("ballot-box", error) : error;
  } finally {
    await session.endSession();
  }
}

function headOf(row: HeadRow | null, ballot: string): LogHead {
  if (row === null) throw new Error(`no room was prepared for the log of ballot ${ballot}`);
  const { version, size, votes, voters, final } = row;
  return { version, size, votes, voters, final };
}

function recordOf({ index, kind, leaf, name }: RecordRow): KeptRecord {
  return { index, kind, leaf, ...(name !== undefined && { name }) };
}

function tileId(ballot: string, level: number, index: number): string {
  return `${ballot}:${level}:${String(index).padStart(10, "0")}`;
}

/** The driver gives a Binary. */
function bytesOf(hashes: unknown): Uint8Array {
  return hashes instanceof Uint8Array ? hashes : new Uint8Array((hashes as { buffer: Uint8Array }).buffer);
}
