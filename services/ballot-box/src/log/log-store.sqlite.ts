import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import type { TileEdge } from "@teilhabe/proofs/merkle/tiles";
import { type BallotRow, ballotRow, insertVote, keyBytes, makeTables, VOTE_COLUMNS, type VoteRow, voteOf } from "../votes/sqlite-tables.ts";
import { leafHashOfVote } from "../votes/vote-store.ts";
import { edgeFrom } from "./edge.ts";
import type { Growth, KeptCheckpoint, KeptRecord, LogHead, LogStore, PendingVote } from "./log-store.ts";

type RecordRow = { readonly log_index: number; readonly kind: string; readonly name: string | null; readonly leaf: string };

/** The log in the module's SQLite file, one transaction with the votes that it places. */
export function sqliteLogStore(database: SqliteDatabase): LogStore {
  const { prepare, read, write } = database;
  makeTables(database);
  const numberOf = (ballot: string) => ballotRow(database, ballot).number;

  return {
    head: (ballot) => read(() => headOf(ballotRow(database, ballot))),
    view: (ballot, limit) =>
      read(() => {
        const row = ballotRow(database, ballot);
        return { head: headOf(row), edge: edgeOf(database, row), pending: pendingOf(database, ballot, row.number, limit) };
      }),
    async append(ballot, growth) {
      try {
        await write(() => appendAll(database, ballot, growth));
        return true;
      } catch (error) {
        if (error instanceof NotAppended) return false;
        throw error;
      }
    },
    tile: (ballot, level, index) => read(() => tileOf(database, numberOf(ballot), level, index)),
    async keepCheckpoint(ballot, { size, voters, note }) {
      await write(() =>
        prepare("INSERT INTO log_checkpoints (ballot, size, voters, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING").run(
          numberOf(ballot),
          size,
          voters,
          note,
        ),
      );
    },
    async newestCheckpoint(ballot) {
      const newest = "SELECT size, voters, note FROM log_checkpoints WHERE ballot = ? ORDER BY size DESC LIMIT 1";
      return read(() => prepare(newest).get(numberOf(ballot)) as KeptCheckpoint | undefined);
    },
    async checkpoints(ballot, afterSize, limit) {
      const page = "SELECT size, voters, note FROM log_checkpoints WHERE ballot = ? AND size > ? ORDER BY size LIMIT ?";
      return read(() => prepare(page).all(numberOf(ballot), afterSize, limit) as KeptCheckpoint[]);
    },
    async records(ballot, afterIndex, limit) {
      const page = "SELECT log_index, kind, name, leaf FROM log_records WHERE ballot = ? AND log_index > ? ORDER BY log_index LIMIT ?";
      return read(() => (prepare(page).all(numberOf(ballot), afterIndex, limit) as RecordRow[]).map(recordOf));
    },
    async countRecords(ballot, kind) {
      const count = "SELECT count(*) AS n FROM log_records WHERE ballot = ? AND kind = ?";
      return read(() => Number(prepare(count).get(numberOf(ballot), kind)?.["n"]));
    },
    async recordNamed(ballot, name) {
      const named = "SELECT log_index, kind, name, leaf FROM log_records WHERE ballot = ? AND name = ?";
      const row = await read(() => prepare(named).get(numberOf(ballot), name) as RecordRow | undefined);
      return row === undefined ? undefined : recordOf(row);
    },
    async unfinished(after, limit) {
      const page = "SELECT ballot FROM vote_ballots WHERE final = 0 AND ballot > ? ORDER BY ballot LIMIT ?";
      return read(() =>
        prepare(page)
          .all(after ?? "", limit)
          .map((row) => String(row["ballot"])),
      );
    },
  };
}

/** Undoes what was written of this append. */
class NotAppended extends Error {}

function appendAll(database: SqliteDatabase, ballot: string, { head, votes, papers, records, tiles }: Growth): void {
  const { prepare } = database;
  const row = ballotRow(database, ballot);
  const { number } = row;
  if (row.final === 1 || row.version !== head.version - 1) throw new NotAppended();
  const place = prepare("UPDATE votes SET log_index = ? WHERE ballot = ? AND key = ? AND seq = ? AND log_index IS NULL");
  for (const { key, seq, index } of votes) if (place.run(index, number, keyBytes(key), seq).changes !== 1) throw new NotAppended();
  for (const { index, ...paper } of papers) insertVote(database, number, paper, index);
  const record = prepare("INSERT INTO log_records (ballot, log_index, kind, name, leaf) VALUES (?, ?, ?, ?, ?)");
  for (const { index, kind, name, leaf } of records) record.run(number, index, kind, name ?? null, leaf);
  const tile = prepare("INSERT INTO log_tiles (ballot, level, tile, hashes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET hashes = excluded.hashes");
  for (const { level, index, bytes } of tiles) tile.run(number, level, index, bytes);
  if (head.final && pendingOf(database, ballot, number, 1).length > 0) throw new NotAppended();
  prepare("UPDATE vote_ballots SET version = ?, size = ?, votes = ?, voters = ?, final = ? WHERE number = ?").run(
    head.version,
    head.size,
    head.votes,
    head.voters,
    head.final ? 1 : 0,
    number,
  );
}

function headOf({ version, size, votes, voters, final }: BallotRow): LogHead {
  return { version, size, votes, voters, final: final === 1 };
}

function edgeOf(database: SqliteDatabase, { number, size }: BallotRow): TileEdge {
  return edgeFrom(size, ({ level, index }) => tileOf(database, number, level, index));
}

function tileOf({ prepare }: SqliteDatabase, number: number, level: number, index: number): Uint8Array | undefined {
  const row = prepare("SELECT hashes FROM log_tiles WHERE ballot = ? AND level = ? AND tile = ?").get(number, level, index);
  return row?.["hashes"] as Uint8Array | undefined;
}

/** In this database a first vote is refused once a later one is there, so only what replaces can have a known key. */
function pendingOf({ prepare }: SqliteDatabase, ballot: string, number: number, limit: number): PendingVote[] {
  // Left to itself SQLite looks through the whole ballot in the order of its keys; named, an index is used or the statement is refused.
  const rows = prepare(
    `SELECT ${VOTE_COLUMNS} FROM votes INDEXED BY votes_pending WHERE ballot = ? AND log_index IS NULL ORDER BY key, seq LIMIT ?`,
  ).all(number, limit);
  const logged = prepare("SELECT 1 FROM votes WHERE ballot = ? AND key = ? AND log_index IS NOT NULL LIMIT 1");
  return (rows as VoteRow[]).map((row) => {
    const vote = voteOf(ballot, row);
    const known = row.seq > 1 && logged.get(number, row.key) !== undefined;
    return { key: vote.key, seq: vote.seq, leafHash: leafHashOfVote(vote), known };
  });
}

function recordOf({ log_index: index, kind, name, leaf }: RecordRow): KeptRecord {
  return { index, kind, leaf, ...(name !== null && { name }) };
}
