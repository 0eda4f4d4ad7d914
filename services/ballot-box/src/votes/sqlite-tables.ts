import { BadSettings } from "@teilhabe/platform/config";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import type { KeptVote } from "./vote-store.ts";

/**
 * Rows are in the random order of the keys; ballots are numbers in them, keys, nonces and signatures bytes, because there are many. A vote without an index
 * is pending: it is in the box and not yet in the log.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS vote_ballots (
    number INTEGER PRIMARY KEY, ballot TEXT NOT NULL UNIQUE, sealed_ms INTEGER, version INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0,
    votes INTEGER NOT NULL DEFAULT 0, voters INTEGER NOT NULL DEFAULT 0, final INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS votes (
    ballot INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL, choice TEXT NOT NULL, nonce BLOB NOT NULL, day INTEGER,
    credential BLOB, signature BLOB, log_index INTEGER, PRIMARY KEY (ballot, key, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS votes_pending ON votes (ballot, key, seq) WHERE log_index IS NULL;
  CREATE TABLE IF NOT EXISTS log_tiles (ballot INTEGER NOT NULL, level INTEGER NOT NULL, tile INTEGER NOT NULL, hashes BLOB NOT NULL,
    PRIMARY KEY (ballot, level, tile)) STRICT;
  CREATE TABLE IF NOT EXISTS log_records (ballot INTEGER NOT NULL, log_index INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT, leaf TEXT NOT NULL,
    PRIMARY KEY (ballot, log_index), UNIQUE (ballot, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log_checkpoints (ballot INTEGER NOT NULL, size INTEGER NOT NULL, voters INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (ballot, size)) STRICT, WITHOUT ROWID;
`;
const DAY_MS = 86_400_000;
const HEX_KEY = /^[0-9a-f]{64}$/;
/** First byte of a key of 32 bytes; 1 is that of any other text. So keys sort as their texts do: all others than hex ones begin with `paper.`, or none is hex. */
const HEX = 0;

export type BallotRow = {
  readonly number: number;
  readonly sealed_ms: number | null;
  readonly version: number;
  readonly size: number;
  readonly votes: number;
  readonly voters: number;
  readonly final: number;
};

export type VoteRow = {
  readonly key: Uint8Array;
  readonly seq: number;
  readonly choice: string;
  readonly nonce: Uint8Array;
  readonly day: number | null;
  readonly credential: Uint8Array | null;
  readonly signature: Uint8Array | null;
  readonly log_index: number | null;
};

export const VOTE_COLUMNS = "key, seq, choice, nonce, day, credential, signature, log_index";

/** @throws BadSettings for a file of before the log (docs/decisions/0022): its votes have no place in one, and their receipts promise none */
export function makeTables({ raw }: SqliteDatabase): void {
  const columns = raw.prepare("SELECT name FROM pragma_table_info('votes')").all();
  if (columns.length > 0 && !columns.some(({ name }) => name === "log_index")) throw new BadSettings(beforeTheLog(raw.location()));
  raw.exec(TABLES);
}

function beforeTheLog(file: string | null): string {
  return (
    `DATABASE_URL: ${file} keeps votes in the form of before the public log, which this release does not read. Finish and publish its ballots with the ` +
    "release that wrote it; then move the data folder away, or name another one. Nothing in it was changed."
  );
}

/** @throws Error for a ballot that was never prepared */
export function ballotRow({ prepare }: Pick<SqliteDatabase, "prepare">, ballot: string): BallotRow {
  const row = prepare("SELECT number, sealed_ms, version, size, votes, voters, final FROM vote_ballots WHERE ballot = ?").get(ballot);
  if (row === undefined) throw new Error(`no room was prepared for the votes of ballot ${ballot}`);
  return row as BallotRow;
}

export function insertVote({ prepare }: Pick<SqliteDatabase, "prepare">, number: number, vote: KeptVote, index: number | null): void {
  prepare(`INSERT INTO votes (ballot, ${VOTE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    number,
    keyBytes(vote.key),
    vote.seq,
    vote.choice,
    Buffer.from(vote.nonce, "hex"),
    vote.day === undefined ? null : Date.parse(vote.day) / DAY_MS,
    vote.credential === undefined ? null : Buffer.from(vote.credential, "base64url"),
    vote.signature === undefined ? null : Buffer.from(vote.signature, "hex"),
    index,
  );
}

export function voteOf(ballot: string, row: VoteRow): KeptVote {
  return {
    ballot,
    key: keyOf(row.key),
    seq: row.seq,
    choice: row.choice,
    nonce: hexOf(row.nonce),
    ...(row.day !== null && { day: dayOf(row.day) }),
    ...(row.credential !== null && { credential: bufferOf(row.credential).toString("base64url") }),
    ...(row.signature !== null && { signature: hexOf(row.signature) }),
  };
}

export function keyBytes(key: string): Uint8Array {
  return HEX_KEY.test(key) ? Buffer.from(`00${key}`, "hex") : Buffer.from(`\u0001${key}`, "utf8");
}

export function hexOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString("hex");
}

export function dayOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function keyOf(bytes: Uint8Array): string {
  return bytes[0] === HEX ? hexOf(bytes.subarray(1)) : bufferOf(bytes.subarray(1)).toString("utf8");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
