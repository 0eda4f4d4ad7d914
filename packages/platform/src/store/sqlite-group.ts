import type { DatabaseSync } from "node:sqlite";
import { StoreOverloaded, StoreUnavailable } from "./errors.ts";
import { unavailableBecause } from "./sqlite-errors.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { COMMITS_WAITING_MAX } from "./store.ts";

/** A group takes no more works once it has so many, or has run so long: both hold up the event loop. */
const GROUP_WORKS_MAX = 500;
const GROUP_MS_MAX = 15;
/** While each turn of the event loop brings more work, so many turns are waited for: one sync then pays for all of it. */
const GATHERING_TURNS_MAX = 4;

type Work = {
  readonly run: (raw: DatabaseSync) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
};
type Settled = () => void;

/** Gathers what is to be written at the same moment into one transaction, each work in a savepoint of its own. */
export type GroupWriter = {
  write<Result>(run: (raw: DatabaseSync) => Result): Promise<Result>;
  /** Called after each group that is durable. */
  afterGroup(call: () => void): void;
  /** Writes what waits, then refuses everything. */
  close(): void;
};

export function groupWriter(module: string, { raw, prepare }: SqliteFile): GroupWriter {
  const waiting: Work[] = [];
  const listeners: (() => void)[] = [];
  let closed = false;
  let gathering = false;

  function schedule(): void {
    if (gathering) return;
    gathering = true;
    setImmediate(gather, waiting.length, 0);
  }

  function gather(seen: number, turns: number): void {
    const grows = waiting.length > seen && waiting.length < GROUP_WORKS_MAX;
    if (grows && turns < GATHERING_TURNS_MAX) {
      setImmediate(gather, waiting.length, turns + 1);
      return;
    }
    gathering = false;
    flush();
    if (waiting.length > 0) schedule();
  }

  function flush(): void {
    const group = waiting.splice(0, GROUP_WORKS_MAX);
    if (group.length === 0) return;
    try {
      const settled = commitGroup(group);
      waiting.unshift(...group.slice(settled.length));
      for (const settle of settled) settle();
    } catch (error) {
      if (raw.isTransaction) raw.exec("ROLLBACK");
      failGroup(group, error);
      return;
    }
    for (const call of listeners) call();
  }

  /** @returns how to tell those that were written; the rest had no time left */
  function commitGroup(group: readonly Work[]): readonly Settled[] {
    const endsAt = performance.now() + GROUP_MS_MAX;
    const settled: Settled[] = [];
    prepare("BEGIN IMMEDIATE").run();
    for (const work of group) {
      settled.push(runOne(work));
      if (performance.now() > endsAt) break;
    }
    prepare("COMMIT").run();
    return settled;
  }

  function failGroup(group: readonly Work[], error: unknown): void {
    const unavailable = new StoreUnavailable(module, unavailableBecause(error) ?? "failed", error, raw.location() ?? undefined);
    for (const { reject } of group) reject(unavailable);
  }

  function runOne({ run, resolve, reject }: Work): Settled {
    prepare("SAVEPOINT work").run();
    try {
      const result = run(raw) as never;
      prepare("RELEASE work").run();
      return () => resolve(result);
    } catch (error) {
      if (!raw.isTransaction || unavailableBecause(error) !== undefined) throw error;
      raw.exec("ROLLBACK TO work; RELEASE work");
      return () => reject(error);
    }
  }

  return {
    write(run) {
      if (closed) return Promise.reject(new StoreUnavailable(module, "closed"));
      if (waiting.length >= COMMITS_WAITING_MAX) return Promise.reject(new StoreOverloaded(module));
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      waiting.push({ run, resolve, reject });
      schedule();
      return promise;
    },
    afterGroup: (call) => void listeners.push(call),
    close() {
      closed = true;
      while (waiting.length > 0) flush();
    },
  };
}
