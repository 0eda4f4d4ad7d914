import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { event } from "../bus/bus-harness.ts";
import { StoreUnavailable } from "./errors.ts";
import type { SqliteStore } from "./open-sqlite.ts";
import { openFile } from "./sqlite-file.ts";
import { groupWriter } from "./sqlite-group.ts";
import { PLATFORM_TABLES } from "./sqlite-platform-tables.ts";
import { sqliteStream } from "./sqlite-stream.ts";
import type { LogSync } from "./sqlite-sync.ts";
import { type TestFile, withFile } from "./sqlite-testing.ts";
import { done, fact, note, task, write } from "./store-harness.ts";

function withVotes({ open }: TestFile): SqliteStore {
  const opened = open();
  opened.database.raw.exec("CREATE TABLE vote (id TEXT PRIMARY KEY) STRICT");
  return opened;
}

function insert({ database }: SqliteStore, ...ids: readonly string[]): Promise<string> {
  return database.write(() => {
    for (const id of ids) database.prepare("INSERT INTO vote (id) VALUES (?)").run(id);
    return ids.join();
  });
}

function votes({ database }: SqliteStore): unknown[] {
  return database.raw
    .prepare("SELECT id FROM vote ORDER BY id")
    .all()
    .map((row) => row["id"]);
}

/** Lets the file grow by so many pages and no further, as a full disk does. */
function fillDisk({ database }: SqliteStore, pagesLeft: number): void {
  const { page_count: pages } = database.raw.prepare("PRAGMA page_count").get() as { page_count: number };
  database.raw.exec(`PRAGMA max_page_count = ${pages + pagesLeft}`);
}

function freeDisk({ database }: SqliteStore): void {
  database.raw.exec("PRAGMA max_page_count = 1000000");
}

describe("writing in groups", () => {
  test(
    "what throws undoes itself only",
    withFile(async (file) => {
      const opened = withVotes(file);
      const all = [insert(opened, "a"), insert(opened, "b", "b"), insert(opened, "c"), insert(opened, "d", "a")];
      const results = await Promise.allSettled(all);
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
      expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ message: expect.stringContaining("vote.id") });
      expect(votes(opened)).toEqual(["a", "c"]);
    }),
  );

  test(
    "gives the result once it is durable, not before",
    withFile(async (file) => {
      const opened = withVotes(file);
      const writing = insert(opened, "a");
      expect(votes(opened)).toEqual([]);
      expect(await writing).toBe("a");
      expect(opened.database.raw.isTransaction).toBe(false);
      expect(votes(opened)).toEqual(["a"]);
    }),
  );

  test(
    "gathers what is given at the same moment, and splits what is too much",
    withFile(async ({ path }) => {
      const file = openFile(path);
      const group = groupWriter("probe", file);
      let groups = 0;
      group.afterGroup(() => {
        groups += 1;
      });
      await Promise.all(Array.from({ length: 200 }, () => group.write(() => undefined)));
      expect(groups).toBe(1);
      const slow = () => {
        for (const endsAt = performance.now() + 10; performance.now() < endsAt; );
      };
      await Promise.all(Array.from({ length: 6 }, () => group.write(slow)));
      expect(groups).toBeGreaterThan(2);
      file.raw.close();
    }),
  );

  test(
    "keeps the order in which it was given",
    withFile(async ({ path }) => {
      const file = openFile(path);
      const group = groupWriter("probe", file);
      const order: number[] = [];
      await Promise.all(Array.from({ length: 1_300 }, (_, index) => group.write(() => order.push(index))));
      expect(order).toEqual(Array.from({ length: 1_300 }, (_, index) => index));
      file.raw.close();
    }),
  );

  test(
    "writes what waits when it is closed, then refuses",
    withFile(async (file) => {
      const opened = withVotes(file);
      const waiting = [insert(opened, "a"), insert(opened, "b")];
      opened.close();
      opened.close();
      expect(await Promise.all(waiting)).toEqual(["a", "b"]);
      await expect(insert(opened, "c")).rejects.toMatchObject({ name: "StoreUnavailable", reason: "closed" });
      await expect(opened.store.load(note, "a")).rejects.toMatchObject({ name: "StoreUnavailable", reason: "closed" });
      expect(votes(file.open())).toEqual(["a", "b"]);
    }),
  );
});

describe("the sync of a group", () => {
  /** A file whose syncs end when the test says so. */
  function held(path: string) {
    const file = openFile(path);
    const syncs: PromiseWithResolvers<void>[] = [];
    const begun: (() => void)[] = [];
    const sync: LogSync = {
      later() {
        const one = Promise.withResolvers<void>();
        syncs.push(one);
        for (const call of begun) call();
        return one.promise;
      },
      now: () => file.sync?.now(),
      close: () => file.sync?.close(),
    };
    return { file: { ...file, sync }, syncs, onSync: (call: () => void) => begun.push(call) };
  }

  const turns = async (count: number) => {
    for (let n = 0; n < count; n += 1) await new Promise(setImmediate);
  };

  test(
    "comes before anybody is told, whoever wrote and whoever reads",
    withFile(async ({ path, world }) => {
      const { file, syncs } = held(path);
      file.raw.exec(PLATFORM_TABLES);
      const group = groupWriter("probe", file);
      const stream = sqliteStream(file, group, "probe", world.newId);
      const told: string[] = [];
      const grown: number[] = [];
      stream.onGrown(() => grown.push(stream.lastSequence()));
      const writing = [
        stream.append([event("one")], 0).then(() => told.push("appended")),
        group.write(() => undefined).then(() => told.push("written")),
      ];
      await turns(10);
      const reading = group.read(() => file.raw.prepare("SELECT count(*) AS n FROM _outbox").get()?.["n"]).then((n) => told.push(`read ${n}`));
      const late = group.write(() => undefined).then(() => told.push("late"));
      await turns(10);
      expect([told, grown, stream.read(0, 10).entries, syncs.length]).toEqual([[], [], [], 1]);

      syncs[0]?.resolve();
      await Promise.all([...writing, reading]);
      expect(told.toSorted()).toEqual(["appended", "read 1", "written"]);
      expect(stream.read(0, 10).entries.map(({ sequence }) => sequence)).toEqual([1]);
      await turns(10);
      expect([grown, syncs.length]).toEqual([[1], 2]);
      syncs[1]?.resolve();
      await late;
      file.raw.close();
    }),
  );

  test(
    "begins when all that it is for is in the log",
    withFile(async ({ path, folder }) => {
      const { file, syncs, onSync } = held(path);
      file.raw.exec("CREATE TABLE vote (id TEXT PRIMARY KEY) STRICT");
      const group = groupWriter("probe", file);
      const copies: string[] = [];
      onSync(() => {
        const copy = join(folder, `copy-${copies.length}.db`);
        for (const end of ["", "-wal"]) copyFileSync(`${path}${end}`, `${copy}${end}`); // what a power cut leaves if this sync succeeds
        copies.push(copy);
      });
      const inserted = ["a", "b", "c"].map((id) => group.write(() => file.prepare("INSERT INTO vote (id) VALUES (?)").run(id)));
      await turns(10);
      syncs[0]?.resolve();
      await Promise.all(inserted);
      const survivor = openFile(copies[0] ?? "");
      expect(survivor.raw.prepare("SELECT group_concat(id) AS ids FROM vote").get()?.["ids"]).toBe("a,b,c");
      survivor.raw.close();
      file.raw.close();
    }),
  );

  test(
    "that fails ends everything: nobody is told, and nothing is read or written any more",
    withFile(async ({ path }) => {
      const { file, syncs } = held(path);
      const group = groupWriter("probe", file);
      const writing = group.write(() => "lost");
      await turns(10);
      const reading = group.read(() => "seen");
      const late = group.write(() => "late");
      const outcomes = Promise.allSettled([writing, reading, late]);
      syncs[0]?.reject(new Error("EIO"));
      const refused = { status: "rejected", reason: expect.objectContaining({ name: "StoreUnavailable", reason: "not-synced" }) };
      expect(await outcomes).toEqual([refused, refused, refused]);
      expect(await Promise.allSettled([group.write(() => 1), group.read(() => 1)])).toEqual([refused, refused]);
      expect(group.unusable()?.message).toContain(`${path} (the disk did not take what was written: nothing more is read or written until`);
      await turns(10);
      expect(syncs).toHaveLength(1);
      file.raw.close();
    }),
  );

  test(
    "that is under way when the file is closed is not waited for: closing syncs",
    withFile(async ({ path }) => {
      const { file, syncs } = held(path);
      const group = groupWriter("probe", file);
      const writing = [group.write(() => "a")];
      await turns(10);
      writing.push(group.write(() => "b"));
      group.close();
      expect(await Promise.all(writing)).toEqual(["a", "b"]);
      file.raw.close();
      syncs[0]?.resolve();
      await turns(3);
    }),
  );
});

describe("a full disk", () => {
  const large = "x".repeat(100_000);

  test(
    "is a clear error, leaves nothing half done, and is over when there is room",
    withFile(async (file) => {
      const { world } = file;
      const opened = file.open();
      const { store, stream } = opened;
      await store.commit({ id: world.newId(), writes: [write("before", 0, { text: "1" })], facts: [fact("before", 1)] });
      fillDisk(opened, 10);
      const parts = { writes: [write("a", 0, { text: "small" }), write("b", 0, { text: large })], facts: [fact("a", 1)], tasks: [task("t")] };
      const commit = { id: world.newId(), ...parts };
      await expect(store.commit(commit)).rejects.toMatchObject({ name: "StoreUnavailable", reason: "disk-full" });
      expect(await store.loadMany(note, ["a", "b"])).toEqual([undefined, undefined]);
      expect(stream.read(0, 10).entries.map(({ event }) => event.id)).toEqual(["before:1:0"]);
      expect(await store.nextTaskAtMs(0)).toBeUndefined();
      freeDisk(opened);
      expect(await store.commit(commit)).toEqual({ committed: true });
      expect(stream.read(0, 10).entries.map(({ sequence, event }) => [sequence, event.id])).toEqual([
        [1, "before:1:0"],
        [2, "a:1:0"],
      ]);
    }),
  );

  test(
    "tells everyone of the group, and the task that was to be finished can be finished later",
    withFile(async (file) => {
      const { world } = file;
      const opened = file.open();
      const { store } = opened;
      await store.commit({ id: world.newId(), tasks: [task("t")] });
      const [taken] = await store.takeTasks({ nowMs: world.nowMs(), limit: 1, leaseMs: 1_000 });
      fillDisk(opened, 3);
      const results = await Promise.allSettled([
        store.commit({ id: world.newId(), task: done(taken!), writes: [write("a", 0, { text: "small" })] }),
        store.commit({ id: world.newId(), writes: [write("b", 0, { text: large })] }),
      ]);
      for (const result of results) expect((result as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
      freeDisk(opened);
      expect(await store.load(note, "a")).toBeUndefined();
      expect(await store.commit({ id: world.newId(), task: done(taken!), writes: [write("a", 0, { text: "small" })] })).toEqual({ committed: true });
      expect(await store.nextTaskAtMs(world.nowMs())).toBeUndefined();
    }),
  );

  test(
    "does not keep anybody from reading",
    withFile(async (file) => {
      const opened = file.open();
      await opened.store.commit({ id: "c", writes: [write("a", 0, { text: "A" })], tasks: [task("t")] });
      fillDisk(opened, 0);
      await expect(opened.store.commit({ id: "d", writes: [write("b", 0, { text: large })] })).rejects.toThrow("disk-full");
      expect((await opened.store.load(note, "a"))?.state.text).toBe("A");
      expect(await opened.store.takeTasks({ nowMs: 0, limit: 1, leaseMs: 1 })).toHaveLength(1);
    }),
  );
});
