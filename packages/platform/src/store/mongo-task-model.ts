import type { TaskDraft } from "../rule.ts";
import type { DeadLetterRow, TaskRow } from "./mongo-collections.ts";
import type { Commit } from "./store.ts";

type Finish = NonNullable<Commit["task"]>;

export type TaskChanges = {
  readonly deleted: readonly TaskRow[];
  /** What was there, and what takes its place. */
  readonly replaced: readonly { readonly was: TaskRow; readonly now: TaskRow }[];
  readonly inserted: readonly TaskRow[];
  /** Ids of tasks that were added although they are there and unfinished: this must still be so when the commits are written. */
  readonly met: readonly string[];
};

/** What was read does not fit together: somebody changed it between two reads. */
export class ReadTooEarly extends Error {
  override readonly name = "ReadTooEarly";
}

/** The tasks that a group of commits touches, as they will be when it is written. */
export type TaskModel = {
  /** Is this still the latest taking of the task? */
  holds(finish: Finish): boolean;
  /** @param nowMs never less than in the call before */
  add(task: TaskDraft, nowMs: number): void;
  /** @returns the dead letter that the task became */
  finish(finish: Finish): DeadLetterRow | undefined;
  changes(): TaskChanges;
};

/** @param read the first task of every key that is added to, every task whose id is added or finished, and of finished ones the next of their key */
export function taskModel(read: readonly TaskRow[]): TaskModel {
  const before = new Map(read.map((row) => [row._id, row]));
  const rows = new Map(read.map((row) => [row._id, row]));
  const firsts = new Map(read.filter(isFirst).map((row) => [row.key, row._id]));
  const met = new Set<string>();

  const set = (row: TaskRow) => rows.set(row._id, row);
  const firstOf = (key: string) => rows.get(firsts.get(key) ?? "");

  function makeFirst(row: TaskRow, memory: Pick<TaskRow, "waiting" | "lastN" | "latestMs">): void {
    set({ ...behind(row), ...memory, nextMs: row.dueAtMs });
    firsts.set(row.key, row._id);
  }

  function removeFirst(row: TaskRow): void {
    rows.delete(row._id);
    firsts.delete(row.key);
    if ((row.waiting ?? 0) === 0) return;
    const next = [...rows.values()].filter((other) => other.key === row.key).sort(byPlace)[0];
    if (next === undefined) throw new ReadTooEarly(`tasks wait behind ${row._id}, and none was found`);
    makeFirst(next, { waiting: (row.waiting ?? 0) - 1, lastN: row.lastN ?? row.n, latestMs: row.latestMs ?? row.orderMs });
  }

  return {
    holds: ({ id, lease }) => rows.get(id)?.lease === lease,
    add(task, nowMs) {
      if (rows.has(task.id)) {
        met.add(task.id);
        return;
      }
      const first = firstOf(task.key);
      const latestMs = Math.max(first?.latestMs ?? 0, nowMs);
      const lastN = (first?.lastN ?? 0) + 1;
      const added = rowOf(task, Math.max(task.dueAtMs, latestMs), lastN);
      if (first === undefined) {
        makeFirst(added, { waiting: 0, lastN, latestMs });
        return;
      }
      const memory = { waiting: (first.waiting ?? 0) + 1, lastN, latestMs };
      const keepsItsPlace = first.orderMs <= added.orderMs || first.attempts > 0 || first.lease !== undefined;
      if (keepsItsPlace) {
        set(added);
        set({ ...first, ...memory });
        return;
      }
      set(behind(first));
      makeFirst(added, memory);
    },
    finish({ id, then }) {
      const row = rows.get(id);
      if (row === undefined) throw new ReadTooEarly(`task ${id} is gone`);
      const { lease: _, ...free } = row;
      if (then === "done") removeFirst(row);
      else if ("retryAtMs" in then) set({ ...free, attempts: row.attempts + 1, dueAtMs: then.retryAtMs, nextMs: then.retryAtMs, error: then.error });
      else if ("waitUntilMs" in then) set({ ...free, dueAtMs: then.waitUntilMs, nextMs: then.waitUntilMs });
      else {
        removeFirst(row);
        return letterOf(row, then.buryWith, then.atMs);
      }
      return undefined;
    },
    changes: () => changesBetween(before, rows, met),
  };
}

function isFirst(row: TaskRow): boolean {
  return row.nextMs !== undefined;
}

function byPlace(a: TaskRow, b: TaskRow): number {
  return a.orderMs - b.orderMs || a.n - b.n;
}

function behind(row: TaskRow): TaskRow {
  const { nextMs: _next, waiting: _waiting, lastN: _last, latestMs: _latest, ...rest } = row;
  return rest;
}

function rowOf({ id, kind, key, dueAtMs, data, traceparent }: TaskDraft, orderMs: number, n: number): TaskRow {
  return { _id: id, kind, key, dueAtMs, data, ...(traceparent !== undefined && { traceparent }), orderMs, n, attempts: 0, rev: 1 };
}

function letterOf({ _id, kind, key, data, traceparent, attempts }: TaskRow, error: string, buriedAtMs: number): DeadLetterRow {
  return { _id, kind, key, data, ...(traceparent !== undefined && { traceparent }), attempts: attempts + 1, error, buriedAtMs };
}

function changesBetween(before: ReadonlyMap<string, TaskRow>, after: ReadonlyMap<string, TaskRow>, met: ReadonlySet<string>): TaskChanges {
  const replaced: { was: TaskRow; now: TaskRow }[] = [];
  for (const [id, was] of before) {
    const now = after.get(id);
    if (now !== undefined && now !== was) replaced.push({ was, now: { ...now, rev: was.rev + 1 } });
  }
  return {
    deleted: [...before.values()].filter(({ _id }) => !after.has(_id)),
    replaced,
    inserted: [...after.values()].filter(({ _id }) => !before.has(_id)),
    // Those that change have their rev compared.
    met: [...met].filter((id) => before.has(id) && before.get(id) === after.get(id)),
  };
}
