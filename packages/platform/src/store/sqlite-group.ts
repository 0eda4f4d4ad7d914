import type { DatabaseSync } from "node:sqlite";
import { StoreOverloaded, StoreUnavailable } from "./errors.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { unavailableBecause } from "./sqlite-errors.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import type { LogSync } from "./sqlite-sync.ts";
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
/** One work's outcome, to be told once it is durable. */
type Settled = { readonly tell: () => void; readonly fail: (error: StoreUnavailable) => void };

/** Gathers what is to be written at the same moment into one transaction, each work in a savepoint of its own, and syncs it beside the event loop. */
export type GroupWriter = Pick<SqliteDatabase, "read" | "write"> & {
  /** Called after each group that is durable. */
  afterGroup(call: () => void): void;
  /** Why nothing more is read or written. */
  unusable(): StoreUnavailable | undefined;
  /** Writes what waits, durably, then refuses everything. */
  close(): void;
};

/** @param groupMsMax of real time */
export function groupWriter(module: string, { raw, prepare, sync }: SqliteFile, groupMsMax = GROUP_MS_MAX): GroupWriter {
  const waiting: Work[] = [];
  const listeners: (() => void)[] = [];
  let gathering = false;
  /** Of the group that is committed and not yet durable: one at a time, and what comes meanwhile is the next one. */
  let syncing: Promise<void> | undefined;
  let untold: readonly Settled[] = [];
  let unusable: StoreUnavailable | undefined;
  const unavailable = (reason: StoreUnavailable["reason"], cause: unknown) =>
    new StoreUnavailable(module, reason, cause, raw.isOpen ? (raw.location() ?? undefined) : undefined);

  function schedule(): void {
    if (gathering || syncing !== undefined || waiting.length === 0) return;
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
    if (flush()) tellOnceDurable();
    schedule();
  }

  function tellOnceDurable(): void {
    if (sync === undefined) tell();
    else {
      syncing = synced(sync);
      syncing.catch(() => undefined); // each of the group is told, and whoever reads
    }
  }

  /** @returns whether a group was committed */
  function flush(): boolean {
    const group = waiting.splice(0, GROUP_WORKS_MAX);
    if (group.length === 0) return false;
    try {
      untold = [...untold, ...commitGroup(group)];
      return true;
    } catch (error) {
      if (raw.isTransaction) raw.exec("ROLLBACK");
      failAll(group, unavailable(unavailableBecause(error) ?? "failed", error));
      return false;
    }
  }

  /** Those that had no time left wait again. */
  function commitGroup(group: readonly Work[]): readonly Settled[] {
    const endsAt = performance.now() + groupMsMax;
    const settled: Settled[] = [];
    prepare("BEGIN IMMEDIATE").run();
    for (const work of group) {
      settled.push(runOne(work));
      if (performance.now() > endsAt) break;
    }
    prepare("COMMIT").run();
    waiting.unshift(...group.slice(settled.length));
    return settled;
  }

  function runOne({ run, resolve, reject }: Work): Settled {
    prepare("SAVEPOINT work").run();
    try {
      const result = run(raw) as never;
      prepare("RELEASE work").run();
      return { tell: () => resolve(result), fail: reject };
    } catch (error) {
      if (!raw.isTransaction || unavailableBecause(error) !== undefined) throw error;
      raw.exec("ROLLBACK TO work; RELEASE work");
      return { tell: () => reject(error), fail: reject };
    }
  }

  async function synced(log: LogSync): Promise<void> {
    try {
      await log.later();
    } catch (error) {
      throw giveUp(error);
    } finally {
      syncing = undefined;
    }
    tell();
    schedule();
  }

  /** What the disk did not take may be gone although it can still be read here: nothing that is there now may be told, or built upon. */
  function giveUp(cause: unknown): StoreUnavailable {
    const because = unavailable("not-synced", cause);
    unusable = because;
    for (const { fail } of untold) fail(because);
    untold = [];
    failAll(waiting.splice(0), because);
    return because;
  }

  /** What was committed is durable by now. */
  function tell(): void {
    const told = untold;
    untold = [];
    for (const settled of told) settled.tell();
    if (told.length > 0) for (const call of listeners) call();
  }

  return {
    write(run) {
      if (unusable !== undefined) return Promise.reject(unusable);
      if (waiting.length >= COMMITS_WAITING_MAX) return Promise.reject(new StoreOverloaded(module));
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      waiting.push({ run, resolve, reject });
      schedule();
      return promise;
    },
    async read(work) {
      if (unusable !== undefined) throw unusable;
      try {
        const result = work();
        await syncing;
        return result;
      } catch (error) {
        const reason = unavailableBecause(error);
        throw reason === undefined ? error : unavailable(reason, error);
      }
    },
    afterGroup: (call) => void listeners.push(call),
    unusable: () => unusable,
    close() {
      unusable ??= new StoreUnavailable(module, "closed");
      while (waiting.length > 0) flush();
      try {
        if (untold.length > 0) sync?.now();
        tell();
      } catch (error) {
        giveUp(error);
      }
    },
  };
}

function failAll(works: readonly Work[], error: StoreUnavailable): void {
  for (const { reject } of works) reject(error);
}
