import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { openSqliteStore, type SqliteStore } from "./open-sqlite.ts";
import { backupFile } from "./sqlite-backup.ts";
import { renewEpochs } from "./sqlite-restore.ts";
import { withFile } from "./sqlite-testing.ts";
import { fact, note, write } from "./store-harness.ts";

const pair = (n: number) => ({
  writes: [write(`left-${n}`, 0, { text: "x".repeat(500) }), write(`right-${n}`, 0, { text: "x" })],
  facts: [fact(`left-${n}`, 1)],
});

function count({ database }: SqliteStore, like: string): unknown {
  return database.raw.prepare("SELECT count(*) AS n FROM test_note WHERE id LIKE ?").get(like)?.["n"];
}

describe("a backup", () => {
  test(
    "is the state of one moment while others go on writing",
    withFile(async ({ open, path, folder, world }) => {
      const { store } = open();
      let n = 0;
      let stopped = false;
      const writer = async () => {
        while (!stopped) {
          n += 1;
          await store.commit({ id: world.newId(), ...pair(n) });
        }
      };
      for (let first = 0; first < 40; first += 1)
        await Promise.all(Array.from({ length: 50 }, () => store.commit({ id: world.newId(), ...pair(++n) })));
      const before = n;
      const writing = Promise.all([writer(), writer()]);
      const target = join(folder, "copy.db");
      await backupFile(path, target);
      stopped = true;
      await writing;

      const copy = openSqliteStore({ file: target, module: "probe", documents: [note], world });
      const entries = copy.stream.lastSequence();
      expect(entries).toBeGreaterThanOrEqual(before);
      expect([count(copy, "left-%"), count(copy, "right-%")]).toEqual([entries, entries]);
      copy.close();
    }),
    60_000,
  );

  test(
    "overwrites nothing and says what it cannot read",
    withFile(async ({ open, path, folder }) => {
      open();
      await backupFile(path, join(folder, "copy.db"));
      await expect(backupFile(path, join(folder, "copy.db"))).rejects.toThrow("exists already");
      await expect(backupFile(join(folder, "none.db"), join(folder, "other.db"))).rejects.toThrow();
    }),
  );
});

describe("after a restore", () => {
  test(
    "streams have a new epoch and the modules' positions follow, at most to the end",
    withFile(async ({ open, folder, world }) => {
      const ideas = open([note], "ideas");
      await ideas.store.commit({ id: world.newId(), ...pair(1) });
      await ideas.store.commit({ id: world.newId(), ...pair(2) });
      const epoch = ideas.stream.epoch();
      ideas.close();
      const file = join(folder, "people.db");
      const openPeople = () => openSqliteStore({ file, module: "people", documents: [], world });
      const people = openPeople();
      await people.store.commit({ id: "1", position: { stream: "ideas", from: undefined, to: { epoch, sequence: 5 } } });
      await people.store.commit({ id: "2", position: { stream: "elsewhere", from: undefined, to: { epoch: "e", sequence: 5 } } });
      people.close();

      renewEpochs([join(folder, "probe.db"), file], world.newId);
      const restored = open([note], "ideas");
      expect(restored.stream.epoch()).not.toBe(epoch);
      const after = openPeople();
      expect(await after.store.position("ideas")).toEqual({ epoch: restored.stream.epoch(), sequence: 2 });
      expect(await after.store.position("elsewhere")).toEqual({ epoch: "e", sequence: 5 });
      after.close();
    }),
  );

  test(
    "a file that is no module's is named",
    withFile(async ({ folder, world }) => {
      expect(() => renewEpochs([join(folder, "empty.db")], world.newId)).toThrow("empty.db holds no module's data");
    }),
  );
});
