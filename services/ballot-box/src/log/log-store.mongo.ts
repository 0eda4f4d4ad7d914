import { isTransient, wrapped } from "@teilhabe/platform/store/mongo-errors";
import type { Connection, mongo } from "mongoose";
import {
  allOf,
  type Collections,
  collectionsOf,
  DURABLE,
  type HeadRow,
  placeId,
  type RecordRow,
  voteFrom,
  voteId,
} from "../votes/mongo-collections.ts";
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
  if (final && (await all.votes.findOne({ pending: ballot }, { session })) !== null) throw new NotAppended();
}

async function placeVotes({ votes }: Collections, ballot: string, growth: Growth, session: Session): Promise<void> {
  const placed = growth.votes.map(({ key, seq, index }) => ({
    // Not by `pending`: with its index the server would look through all pending votes for each one.
    updateOne: {
      filter: { _id: voteId(ballot, key, seq), index: { $exists: false } },
      update: { $set: { index }, $unset: { pending: "" as const } },
    },
  }));
  if (placed.length > 0 && (await votes.bulkWrite(placed, { session })).modifiedCount !== placed.length) throw new NotAppended();
  const papers = growth.papers.map(({ ballot: _, ...paper }) => ({ _id: voteId(ballot, paper.key, paper.seq), ...paper }));
  if (papers.length > 0) await votes.insertMany(papers, { session });
}

async function pendingOf({ votes }: Collections, ballot: string, limit: number, session: Session): Promise<PendingVote[]> {
  if (limit === 0) return [];
  const rows = await votes.find({ pending: ballot }, { session }).hint({ pending: 1 }).limit(limit).toArray();
  rows.sort((a, b) => (a._id < b._id ? -1 : 1));
  return Promise.all(
    rows.map(async (row): Promise<PendingVote> => {
      // A first vote is refused once a later one is there, so only what replaces can have a known key.
      const mine = { $gt: `${ballot}:${row.key}:`, $lt: `${ballot}:${row.key};` };
      const known = row.seq > 1 && (await votes.findOne({ _id: mine, index: { $exists: true } }, { session })) !== null;
      return { ...voteFrom(ballot, row), known };
    }),
  );
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
