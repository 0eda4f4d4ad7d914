import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type LogSync, logSync } from "./sqlite-sync.ts";

/** Waiting for a lock blocks the whole process; only a backup or an operator's tool can hold one. */
const BUSY_TIMEOUT_MS = 2_000;
/** Pages of 4 KiB after which the log is written back into the file, which blocks; twice as many block rarer, and longer than a full box's votes should wait. */
const CHECKPOINT_PAGES = 2_000;
const CACHE_KIB = 32_768;
/** Statements that stay prepared; the one that was prepared first goes first. */
const PREPARED_MAX = 500;

/** "Teil", so that another program's file is never taken for ours. */
const APPLICATION_ID = 0x5465_696c;
/** Of the platform's own tables; the tables of documents carry their declarations with them. */
const LAYOUT_VERSION = 1;

/** Prepares once, then from memory. */
export type Prepare = (sql: string) => StatementSync;
export type SqliteFile = {
  readonly raw: DatabaseSync;
  readonly prepare: Prepare;
  /** What makes commits survive a power cut; undefined: nothing has to. */
  readonly sync: LogSync | undefined;
};

/**
 * Opens or makes a file that survives power cuts, as far as its log is synced: WAL, whose checkpoints SQLite syncs itself and whose commits the caller
 * does (decision 0024). What is deleted is overwritten, so that an erased person's words do not stay behind in free pages; in the log they stay until
 * its next checkpoint.
 * @param file path, or `:memory:`
 * @param durable false: commits survive the end of the process, and no power cut
 * @throws Error saying what the file is instead, when it is not one of ours or of a newer release
 */
export function openFile(file: string, durable = true): SqliteFile {
  const synced = durable && file !== ":memory:";
  const raw = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    checkOwnership(raw, file);
    raw.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synced ? "NORMAL" : "OFF"}; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
      PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT_VERSION}`);
  } catch (error) {
    raw.close();
    throw error;
  }
  return { raw, prepare: statementCache(raw), sync: synced ? logSync(file) : undefined };
}

function checkOwnership(raw: DatabaseSync, file: string): void {
  const { application_id: application, user_version: layout, tables } = identityOf(raw, file);
  if (tables > 0 && application !== APPLICATION_ID) throw new Error(`${file} is a database of another program; choose another folder`);
  if (layout > LAYOUT_VERSION) {
    throw new Error(`${file} was written by a newer release (layout ${layout}, this one knows ${LAYOUT_VERSION}); start that release`);
  }
}

function identityOf(raw: DatabaseSync, file: string): { application_id: number; user_version: number; tables: number } {
  try {
    return raw
      .prepare("SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_application_id, pragma_user_version")
      .get() as ReturnType<typeof identityOf>;
  } catch (cause) {
    throw new Error(`${file} is not a database that can be read; restore it from a backup`, { cause });
  }
}

function statementCache(raw: DatabaseSync): Prepare {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const first = prepared.size >= PREPARED_MAX ? prepared.keys().next().value : undefined;
    if (first !== undefined) prepared.delete(first);
    const statement = raw.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
