import type { DatabaseSync, StatementSync } from "node:sqlite";

/** One module's SQLite file. The only place that names node:sqlite's types, which are about to be renamed there. */
export type SqliteDatabase = {
  readonly raw: DatabaseSync;
  /** Prepares once, then from memory. What is read with it outside `read` and `write` may not be durable yet. */
  prepare(sql: string): StatementSync;
  /** Runs `work` now, and resolves once all that it can have seen is durable: only then may anybody outside be told. @throws StoreUnavailable */
  read<Result>(work: () => Result): Promise<Result>;
  /**
   * Runs `work` inside the next group's transaction, each in a savepoint of its own, and resolves once the group is durable.
   * What it throws undoes this work only and rejects. `work` is synchronous and short.
   */
  write<Result>(work: (database: DatabaseSync) => Result): Promise<Result>;
};
