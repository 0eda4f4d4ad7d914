import type { DocumentKind } from "../rule.ts";
import type { Conflict, DocumentTable } from "./sqlite-documents.ts";
import type { Prepare } from "./sqlite-file.ts";
import { appendText } from "./sqlite-stream.ts";
import type { TaskTable } from "./sqlite-tasks.ts";
import type { Commit, StreamPosition } from "./store.ts";

export type Tables = {
  readonly prepare: Prepare;
  readonly tasks: TaskTable;
  tableOf(kind: DocumentKind<unknown>): DocumentTable;
};

/** Thrown to undo the savepoint. */
export class FoundConflict extends Error {
  override readonly name = "FoundConflict";
  readonly conflict: Conflict;
  constructor(conflict: Conflict) {
    super("conflict");
    this.conflict = conflict;
  }
}

/**
 * Writes one commit inside its savepoint. What can conflict comes first.
 * @param texts of the facts' events
 * @param nowMs never less than in the commit before
 * @param undone what to call when the savepoint or the group is undone is added to it
 * @throws FoundConflict
 */
export function applyCommit(tables: Tables, commit: Commit, texts: readonly string[], nowMs: number, undone: (() => void)[]): void {
  const { prepare, tasks } = tables;
  if (prepare("INSERT INTO _commits (id, at_ms) VALUES (?, ?) ON CONFLICT (id) DO NOTHING").run(commit.id, nowMs).changes === 0) return;
  const conflict = conflictOf(tables, commit, nowMs);
  if (conflict !== undefined) throw new FoundConflict(conflict);

  commit.facts?.forEach(({ event }, index) => void appendText(tables, event.id, texts[index] ?? ""));
  if (commit.task !== undefined) undone.push(tasks.finish(commit.task));
  for (const task of commit.tasks ?? []) tasks.add(task, nowMs);
}

function conflictOf(tables: Tables, commit: Commit, nowMs: number): Conflict | undefined {
  const { answer, task, position } = commit;
  if (answer !== undefined && !keepAnswer(tables.prepare, answer, nowMs)) return { answered: answer.scope };
  if (task !== undefined && !tables.tasks.holds(task)) return { lostTask: task.id };
  const actual = position && movePosition(tables.prepare, position);
  if (actual !== undefined) return { position: actual.position };
  for (const write of commit.writes ?? []) {
    const conflict = tables.tableOf(write.kind).write(write);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

/** @returns false when the scope has an answer that has not expired */
function keepAnswer(prepare: Prepare, { scope, fingerprint, body, expiresAtMs }: NonNullable<Commit["answer"]>, nowMs: number): boolean {
  const sql = `INSERT INTO _answers (scope, fingerprint, body, expires_ms) VALUES (?, ?, ?, ?)
    ON CONFLICT (scope) DO UPDATE SET fingerprint = excluded.fingerprint, body = excluded.body, expires_ms = excluded.expires_ms
    WHERE expires_ms <= ?`;
  return prepare(sql).run(scope, fingerprint, body, expiresAtMs, nowMs).changes > 0;
}

/** @returns where the stream's position really is, when it is not where the commit expects it */
function movePosition(prepare: Prepare, { stream, from, to }: NonNullable<Commit["position"]>): { position: StreamPosition | undefined } | undefined {
  const moved =
    from === undefined
      ? prepare("INSERT INTO _positions (stream, epoch, sequence) VALUES (?, ?, ?) ON CONFLICT (stream) DO NOTHING").run(
          stream,
          to.epoch,
          to.sequence,
        )
      : prepare("UPDATE _positions SET epoch = ?, sequence = ? WHERE stream = ? AND epoch = ? AND sequence = ?").run(
          ...[to.epoch, to.sequence, stream, from.epoch, from.sequence],
        );
  return moved.changes > 0 ? undefined : { position: readPosition(prepare, stream) };
}

export function readPosition(prepare: Prepare, stream: string): StreamPosition | undefined {
  const row = prepare("SELECT epoch, sequence FROM _positions WHERE stream = ?").get(stream) as StreamPosition | undefined;
  return row && { epoch: row.epoch, sequence: row.sequence };
}
