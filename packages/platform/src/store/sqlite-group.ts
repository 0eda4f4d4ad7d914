import type { DatabaseSync } from "node:sqlite";
import { StoreOverloaded, StoreUnavailable } from "./errors.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { COMMITS_WAITING_MAX } from "./store.ts";

/** More would hold up the event loop for too long. */
const GROUP_MAX = 500;
/** While each turn of the event loop brings more work, so many turns are waited for: one sync then pays for all of it. */
const GATHERING_TURNS_MAX = 4;

/** Primary result codes (https://www.sqlite.org/rescode.html) after which no part of the group can be trusted. */
const FATAL = new Map<number, StoreUnavailable["reason"]>([
  [5, "failed"],
  [7, "failed"],
  [8, "failed"],
  [10, "failed"],
  [11, "failed"],
  [13, "disk-full"],
  [14, "failed"],
  [26, "failed"],
]);

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

  function gather(seen: number, turns: number): void {
    const grows = waiting.length > seen && waiting.length < GROUP_MAX;
    if (grows && turns < GATHERING_TURNS_MAX) {
      setImmediate(gather, waiting.length, turns + 1);
      return;
    }
    gathering = false;
    flush();
  }

  function schedule(): void {
    if (gathering) return;
    gathering = true;
    setImmediate(gather, waiting.length, 0);
  }

  function flush(): void {
    const group = waiting.splice(0, GROUP_MAX);
    if (waiting.length > 0) schedule();
    if (group.length === 0) return;
    for (const settle of commitGroup(group)) settle();
  }

  function commitGroup(group: readonly Work[]): readonly Settled[] {
    try {
      prepare("BEGIN IMMEDIATE").run();
      const settled = group.map(runOne);
      prepare("COMMIT").run();
      for (const call of listeners) call();
      return settled;
    } catch (error) {
      if (raw.isTransaction) raw.exec("ROLLBACK");
      const unavailable = new StoreUnavailable(module, reasonOf(error) ?? "failed", error);
      return group.map(
        ({ reject }) =>
          () =>
            reject(unavailable),
      );
    }
  }

  function runOne({ run, resolve, reject }: Work): Settled {
    prepare("SAVEPOINT work").run();
    try {
      const result = run(raw) as never;
      prepare("RELEASE work").run();
      return () => resolve(result);
    } catch (error) {
      if (!raw.isTransaction || reasonOf(error) !== undefined) throw error;
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

function reasonOf(error: unknown): StoreUnavailable["reason"] | undefined {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  return FATAL.get(code & 0xff);
}
