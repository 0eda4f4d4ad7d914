import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { type BallotRow, ballotRow, dayOf, hexOf, insertVote, keyBytes, makeTables, VOTE_COLUMNS, type VoteRow, voteOf } from "./sqlite-tables.ts";
import type { Keeping, KeptVote, OfferedVote, OpenedVote, VoteStore } from "./vote-store.ts";

/** One module's votes in its SQLite file, in the same groups as its other commits. */
export function sqliteVoteStore(database: SqliteDatabase): VoteStore {
  const { prepare, read, write } = database;
  makeTables(database);

  function keepOne(row: BallotRow, vote: OfferedVote): Keeping {
    const found = prepare("SELECT seq FROM votes WHERE ballot = ? AND key = ? ORDER BY seq DESC LIMIT 1").get(row.number, keyBytes(vote.key));
    const latest = found?.["seq"] as number | undefined;
    if (latest !== undefined && latest >= vote.seq) return recognised(row, vote, latest);
    if (vote.late || row.sealed_ms !== null) return { kept: "closed" };
    insertVote(database, row.number, vote, null);
    return { kept: "new", ...(vote.day !== undefined && { day: vote.day }) };
  }

  function recognised(row: BallotRow, vote: OfferedVote, latest: number): Keeping {
    const there = prepare("SELECT choice, nonce, day FROM votes WHERE ballot = ? AND key = ? AND seq = ?").get(
      row.number,
      keyBytes(vote.key),
      vote.seq,
    ) as VoteRow | undefined;
    const same = there !== undefined && there.choice === vote.choice && hexOf(there.nonce) === vote.nonce;
    if (same) return { kept: "again", ...(there.day !== null && { day: dayOf(there.day) }) };
    return vote.late || row.sealed_ms !== null ? { kept: "closed" } : { kept: "stale", seq: latest };
  }

  function keepAll(votes: readonly OfferedVote[]): readonly Keeping[] {
    const rows = new Map<string, BallotRow>();
    return votes.map((vote) => {
      const row = rows.get(vote.ballot) ?? ballotRow(database, vote.ballot);
      rows.set(vote.ballot, row);
      return keepOne(row, vote);
    });
  }

  return {
    async prepare(ballot) {
      await write(() => prepare("INSERT INTO vote_ballots (ballot) VALUES (?) ON CONFLICT (ballot) DO NOTHING").run(ballot));
    },
    keep: (votes) => write(() => keepAll(votes)),
    async seal(ballot, atMs) {
      await write(() => prepare("UPDATE vote_ballots SET sealed_ms = ? WHERE ballot = ? AND sealed_ms IS NULL").run(atMs, ballot));
    },
    async openings(ballot, after, limit) {
      const [key = "", seq = "0"] = after?.split(":") ?? [];
      const sql = `SELECT ${VOTE_COLUMNS} FROM votes WHERE ballot = ? AND (key, seq) > (?, ?) AND log_index IS NOT NULL ORDER BY key, seq LIMIT ?`;
      const from = key === "" ? Buffer.alloc(0) : keyBytes(key);
      const rows = await read(() => prepare(sql).all(ballotRow(database, ballot).number, from, Number(seq), limit) as VoteRow[]);
      return rows.map((row): OpenedVote => ({ ...openingOf(voteOf(ballot, row)), index: row.log_index ?? -1 }));
    },
    async votesOf(key, limit) {
      const sql = `SELECT b.ballot AS name, ${VOTE_COLUMNS} FROM vote_ballots b CROSS JOIN votes v ON v.ballot = b.number AND v.key = ?
        ORDER BY b.number, v.seq LIMIT ?`;
      const rows = await read(() => prepare(sql).all(keyBytes(key), limit) as (VoteRow & { name: string })[]);
      return rows.map((row): KeptVote => voteOf(row.name, row));
    },
  };
}

function openingOf({ ballot: _, ...vote }: KeptVote) {
  return { ...vote, cursor: `${vote.key}:${vote.seq}` };
}
