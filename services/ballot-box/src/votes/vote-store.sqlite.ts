import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import type { Keeping, KeptVote, OfferedVote, Turnout, VoteStore } from "./vote-store.ts";

/** Rows are in the random order of the keys; ballots are numbers in them, keys and nonces bytes, because there are many. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS vote_ballots (
    number INTEGER PRIMARY KEY, ballot TEXT NOT NULL UNIQUE, sealed_ms INTEGER, votes INTEGER NOT NULL DEFAULT 0, voters INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS votes (
    ballot INTEGER NOT NULL, key ANY NOT NULL, seq INTEGER NOT NULL, choice TEXT NOT NULL, nonce BLOB NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (ballot, key, seq)
  ) STRICT, WITHOUT ROWID;
`;
const DAY_MS = 86_400_000;
const HEX_KEY = /^[0-9a-f]{64}$/;

type BallotRow = { number: number; sealed_ms: number | null; votes: number; voters: number };
type VoteRow = { key: string | Uint8Array; seq: number; choice: string; nonce: Uint8Array; day: number };

/** One module's votes in its SQLite file, in the same groups as its other commits. */
export function sqliteVoteStore(database: SqliteDatabase): VoteStore {
  const { prepare, raw, write } = database;
  raw.exec(TABLES);

  function ballotRow(ballot: string): BallotRow | undefined {
    return prepare("SELECT number, sealed_ms, votes, voters FROM vote_ballots WHERE ballot = ?").get(ballot) as BallotRow | undefined;
  }

  function latestSeq(number: number, key: string | Uint8Array): number | undefined {
    const row = prepare("SELECT seq FROM votes WHERE ballot = ? AND key = ? ORDER BY seq DESC LIMIT 1").get(number, key);
    return row?.["seq"] as number | undefined;
  }

  function keepOne(row: BallotRow, vote: OfferedVote): Keeping {
    const key = keyBytes(vote.key);
    const latest = latestSeq(row.number, key);
    if (latest !== undefined && latest >= vote.seq) return recognised(row, vote, key, latest);
    if (vote.late || row.sealed_ms !== null) return { kept: "closed" };
    prepare("INSERT INTO votes (ballot, key, seq, choice, nonce, day) VALUES (?, ?, ?, ?, ?, ?)").run(
      row.number,
      key,
      vote.seq,
      vote.choice,
      Buffer.from(vote.nonce, "hex"),
      Date.parse(vote.day) / DAY_MS,
    );
    return { kept: "new", day: vote.day, newVoter: latest === undefined };
  }

  function recognised(row: BallotRow, vote: OfferedVote, key: string | Uint8Array, latest: number): Keeping {
    const there = prepare("SELECT key, seq, choice, nonce, day FROM votes WHERE ballot = ? AND key = ? AND seq = ?").get(row.number, key, vote.seq) as
      | VoteRow
      | undefined;
    const same = there !== undefined && there.choice === vote.choice && hexOf(there.nonce) === vote.nonce;
    if (same) return { kept: "again", day: dayOf(there.day), newVoter: false };
    return vote.late || row.sealed_ms !== null ? { kept: "closed" } : { kept: "stale", seq: latest };
  }

  function keepAll(votes: readonly OfferedVote[]): readonly Keeping[] {
    const rows = new Map<string, BallotRow>();
    const kept = votes.map((vote) => {
      const row = rows.get(vote.ballot) ?? existing(ballotRow(vote.ballot), vote.ballot);
      rows.set(vote.ballot, row);
      const keeping = keepOne(row, vote);
      if (keeping.kept === "new") row.votes += 1;
      if (keeping.kept === "new" && keeping.newVoter) row.voters += 1;
      return keeping;
    });
    for (const { number, votes: all, voters } of rows.values())
      prepare("UPDATE vote_ballots SET votes = ?, voters = ? WHERE number = ? AND votes <> ?").run(all, voters, number, all);
    return kept;
  }

  return {
    async prepare(ballot) {
      await write(() => prepare("INSERT INTO vote_ballots (ballot) VALUES (?) ON CONFLICT (ballot) DO NOTHING").run(ballot));
    },
    keep: (votes) => write(() => keepAll(votes)),
    seal: (ballot, atMs) =>
      write(() => {
        prepare("UPDATE vote_ballots SET sealed_ms = ? WHERE ballot = ? AND sealed_ms IS NULL").run(atMs, ballot);
        return turnoutOf(existing(ballotRow(ballot), ballot));
      }),
    async openings(ballot, after, limit) {
      // The bare columns are those of the row with the largest seq: sqlite.org/lang_select.html, "bare columns in an aggregate query".
      const rows = prepare(
        "SELECT key, max(seq) AS seq, choice, nonce, day FROM votes WHERE ballot = ? AND key > ? GROUP BY key ORDER BY key LIMIT ?",
      ).all(existing(ballotRow(ballot), ballot).number, keyBytes(after ?? ""), limit) as VoteRow[];
      return rows.map((row) => ({ ...voteOf(row), cursor: keyOf(row) }));
    },
    async turnout(ballot) {
      return turnoutOf(existing(ballotRow(ballot), ballot));
    },
    async votesOf(key, limit) {
      const rows = prepare(
        `SELECT b.ballot AS name, v.key, v.seq, v.choice, v.nonce, v.day
         FROM vote_ballots b CROSS JOIN votes v ON v.ballot = b.number AND v.key = ? ORDER BY b.number, v.seq LIMIT ?`,
      ).all(keyBytes(key), limit) as (VoteRow & { name: string })[];
      return rows.map((row): KeptVote => ({ ballot: row.name, ...voteOf(row) }));
    },
  };
}

function existing(row: BallotRow | undefined, ballot: string): BallotRow {
  if (row === undefined) throw new Error(`no room was prepared for the votes of ballot ${ballot}`);
  return row;
}

function turnoutOf({ votes, voters }: BallotRow): Turnout {
  return { votes, voters };
}

function voteOf(row: VoteRow) {
  return { key: keyOf(row), seq: row.seq, choice: row.choice, nonce: hexOf(row.nonce), day: dayOf(row.day) };
}

function keyBytes(key: string): string | Uint8Array {
  return HEX_KEY.test(key) ? Buffer.from(key, "hex") : key;
}

function keyOf({ key }: VoteRow): string {
  return typeof key === "string" ? key : hexOf(key);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

function dayOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
