import type { TaskDraft } from "../rule.ts";
import type { Prepare } from "./sqlite-file.ts";
import type { Commit, Task } from "./store.ts";

type Row = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly data: string;
  readonly traceparent: string | null;
  readonly due_ms: number;
  readonly attempts: number;
};
type Ready = { readonly id: string; readonly ready_ms: number };
type First = { readonly seq: number; readonly id: string; readonly order_ms: number; readonly attempts: number };
type Finish = NonNullable<Commit["task"]>;

const ADD = `INSERT INTO _tasks (id, kind, key, data, traceparent, order_ms, due_ms, ready_ms, attempts)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING`;
const FIRST_OF_KEY = "SELECT seq, id, order_ms, attempts FROM _tasks WHERE key = ? AND ready_ms IS NOT NULL";
const READY_NEXT = `UPDATE _tasks SET ready_ms = due_ms
  WHERE seq = (SELECT seq FROM _tasks WHERE key = ? AND ready_ms IS NULL ORDER BY order_ms, seq LIMIT 1)`;
const MOVE = "UPDATE _tasks SET attempts = attempts + ?, due_ms = ?, ready_ms = ?, error = coalesce(?, error) WHERE id = ?";
const BURY = `INSERT OR REPLACE INTO _dead_letters (id, kind, key, data, traceparent, attempts, error, buried_ms)
  SELECT id, kind, key, data, traceparent, attempts + 1, ?, ? FROM _tasks WHERE id = ?`;
const READY = "SELECT id, ready_ms FROM _tasks WHERE ready_ms <= ? ORDER BY ready_ms, seq LIMIT ?";
const READ = "SELECT id, kind, key, data, traceparent, due_ms, attempts FROM _tasks WHERE id = ?";

/**
 * The work that waits. Of each key only the first task is ready; the others stand behind it in the order of their times, those that
 * were due when they were added in the order of adding. A task that was tried or is being worked on keeps its place.
 * Leases live in memory: only one process has the file open, and its leases end with it.
 */
export type TaskTable = {
  /** @param nowMs never less than in the call before */
  add(task: TaskDraft, nowMs: number): void;
  /** Is this still the latest taking of the task? */
  holds(finish: Finish): boolean;
  /** @returns gives the lease back, when the commit came to nothing */
  finish(finish: Finish): () => void;
  take(request: { readonly nowMs: number; readonly limit: number; readonly leaseMs: number }, lease: string): readonly Task[];
  nextAtMs(nowMs: number): number | undefined;
  /** @param countMax counts no further */
  figures(nowMs: number, countMax: number): { readonly due: number; readonly oldestMs: number | undefined };
};

export function taskTable(prepare: Prepare): TaskTable {
  const leases = new Map<string, { readonly lease: string; readonly untilMs: number }>();
  const takenUntil = (id: string, nowMs: number) => {
    const untilMs = leases.get(id)?.untilMs ?? nowMs;
    return untilMs > nowMs ? untilMs : undefined;
  };
  const isFree = (nowMs: number) => (row: Ready) => takenUntil(row.id, nowMs) === undefined;
  /** So many rows are looked at that `limit` free ones are among them, if there are. */
  const ready = (nowMs: number, limit: number) => prepare(READY).all(nowMs, limit + leases.size) as Ready[];

  function remove(id: string): void {
    const row = prepare("DELETE FROM _tasks WHERE id = ? RETURNING key").get(id);
    if (row !== undefined) prepare(READY_NEXT).run(row["key"] as string);
  }

  function bury(id: string, error: string, atMs: number): void {
    prepare(BURY).run(error, atMs, id);
    remove(id);
  }

  function move(id: string, failures: number, toMs: number, error: string | null): void {
    prepare(MOVE).run(failures, toMs, toMs, error, id);
  }

  return {
    add(task, nowMs) {
      const orderMs = Math.max(task.dueAtMs, nowMs);
      const first = prepare(FIRST_OF_KEY).get(task.key) as First | undefined;
      const readyMs = first === undefined ? task.dueAtMs : null;
      const row = [task.id, task.kind, task.key, JSON.stringify(task.data), task.traceparent ?? null, orderMs, task.dueAtMs, readyMs];
      if (prepare(ADD).run(...row).changes === 0 || first === undefined) return;
      if (first.order_ms <= orderMs || first.attempts > 0 || leases.has(first.id)) return;
      prepare("UPDATE _tasks SET ready_ms = NULL WHERE seq = ?").run(first.seq);
      prepare("UPDATE _tasks SET ready_ms = due_ms WHERE id = ?").run(task.id);
    },
    holds: ({ id, lease }) => leases.get(id)?.lease === lease,
    finish({ id, then }) {
      const held = leases.get(id);
      leases.delete(id);
      if (then === "done") remove(id);
      else if ("retryAtMs" in then) move(id, 1, then.retryAtMs, then.error);
      else if ("waitUntilMs" in then) move(id, 0, then.waitUntilMs, null);
      else bury(id, then.buryWith, then.atMs);
      return () => {
        if (held !== undefined && !leases.has(id)) leases.set(id, held);
      };
    },
    take({ nowMs, limit, leaseMs }, lease) {
      const rows = ready(nowMs, limit).filter(isFree(nowMs)).slice(0, limit);
      for (const { id } of rows) leases.set(id, { lease, untilMs: nowMs + leaseMs });
      return rows.map(({ id }) => taskOf(prepare(READ).get(id) as Row, lease));
    },
    nextAtMs(nowMs) {
      const times = ready(Number.MAX_SAFE_INTEGER, 1).map((row) => takenUntil(row.id, nowMs) ?? row.ready_ms);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    figures(nowMs, countMax) {
      const counted = prepare("SELECT count(*) AS due FROM (SELECT 1 FROM _tasks WHERE ready_ms <= ? LIMIT ?)").get(nowMs, countMax);
      return { due: counted?.["due"] as number, oldestMs: ready(nowMs, 1).find(isFree(nowMs))?.ready_ms };
    },
  };
}

function taskOf(row: Row, lease: string): Task {
  const { id, kind, key, attempts, traceparent } = row;
  return { id, kind, key, attempts, lease, view: 0, dueAtMs: row.due_ms, data: JSON.parse(row.data), ...(traceparent !== null && { traceparent }) };
}
