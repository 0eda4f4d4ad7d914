/** Beside the documents' tables, whose names cannot begin with an underscore. */
export const PLATFORM_TABLES = `
  CREATE TABLE IF NOT EXISTS _meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _commits (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS _commits_by_time ON _commits (at_ms);
  CREATE TABLE IF NOT EXISTS _outbox (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL) STRICT;

  -- ready_ms is null while an earlier task of the key is unfinished: what waits costs nothing to whoever looks for work.
  CREATE TABLE IF NOT EXISTS _tasks (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, traceparent TEXT,
    order_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, attempts INTEGER NOT NULL, error TEXT, ready_ms INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS _tasks_ready ON _tasks (ready_ms) WHERE ready_ms IS NOT NULL;
  CREATE UNIQUE INDEX IF NOT EXISTS _tasks_first ON _tasks (key) WHERE ready_ms IS NOT NULL;
  CREATE INDEX IF NOT EXISTS _tasks_behind ON _tasks (key, order_ms, seq) WHERE ready_ms IS NULL;

  CREATE TABLE IF NOT EXISTS _dead_letters (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, traceparent TEXT,
    attempts INTEGER NOT NULL, error TEXT NOT NULL, buried_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS _dead_letters_by_time ON _dead_letters (buried_ms, id);
  CREATE TABLE IF NOT EXISTS _positions (stream TEXT PRIMARY KEY, epoch TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _answers (scope TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS _answers_by_expiry ON _answers (expires_ms);
`;
