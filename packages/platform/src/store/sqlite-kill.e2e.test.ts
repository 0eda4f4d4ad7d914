import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { realWorld } from "../clock.ts";
import { FolderInUse, lockFolder } from "./lock-folder.ts";
import { openSqliteStore, type SqliteStore } from "./open-sqlite.ts";
import { type Child, startChild } from "./sqlite-children.ts";
import { note } from "./store-harness.ts";

const KILLS = 12;
const LONGEST_LIFE_MS = 250;

let folder: string;
const children: Child[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-kill-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  rmSync(folder, { recursive: true });
});

function start(...script: Parameters<typeof startChild>): Child {
  const child = startChild(...script);
  children.push(child);
  return child;
}

function column({ database }: SqliteStore, sql: string): readonly unknown[] {
  return database.raw
    .prepare(sql)
    .all()
    .map((row) => Object.values(row)[0]);
}

/** Ids of what is in the file, from each place that a commit writes to. */
function contents(opened: SqliteStore) {
  const events = column(opened, "SELECT id FROM _outbox ORDER BY sequence") as string[];
  const ending = (end: string) => events.filter((id) => id.endsWith(end)).map((id) => id.slice(0, -end.length));
  return {
    commits: column(opened, "SELECT id FROM _commits ORDER BY id"),
    places: {
      left: column(opened, "SELECT substr(id, 6) FROM test_note WHERE id LIKE 'left-%' ORDER BY 1"),
      right: column(opened, "SELECT substr(id, 7) FROM test_note WHERE id LIKE 'right-%' ORDER BY 1"),
      tags: column(opened, "SELECT value FROM test_note_tags ORDER BY value"),
      tasks: column(opened, "SELECT id FROM _tasks ORDER BY id"),
      first: ending(":1:0").sort(),
      second: ending(":1:1").sort(),
    },
    appended: [ending(":9:0"), ending(":9:1"), ending(":9:2")],
    sequences: column(opened, "SELECT sequence FROM _outbox ORDER BY sequence"),
    damage: column(opened, "PRAGMA integrity_check"),
  };
}

test("nothing acknowledged is lost and nothing is half done, whenever the process is killed", async () => {
  const file = join(folder, "probe.db");
  const committed: string[] = [];
  const appended: string[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    const child = start(new URL("./sqlite-child-committing.ts", import.meta.url), file, `r${round}`);
    await child.wrote(1);
    await pause(Math.random() * LONGEST_LIFE_MS);
    await child.kill();
    const acknowledged = (kind: string) => child.lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(kind.length));
    committed.push(...acknowledged("commit "));
    appended.push(...acknowledged("append "));

    const opened = openSqliteStore({ file, module: "probe", documents: [note], world: realWorld() });
    const found = contents(opened);
    opened.close();
    expect(found.damage).toEqual(["ok"]);
    expect(new Set(found.commits).isSupersetOf(new Set(committed))).toBe(true);
    for (const place of Object.values(found.places)) expect(place).toEqual(found.commits);
    expect(new Set(found.appended[0]).isSupersetOf(new Set(appended))).toBe(true);
    expect(found.appended).toEqual([found.appended[0], found.appended[0], found.appended[0]]);
    expect(found.sequences).toEqual(found.sequences.map((_, index) => index + 1));
  }
  expect(committed.length).toBeGreaterThan(KILLS);
  expect(new Set(committed).size).toBe(committed.length);
  expect(appended.length).toBeGreaterThan(0);
}, 120_000);

test("a folder is kept from a second process until the first one ends, however it ends", async () => {
  const child = start(new URL("./sqlite-child-locking.ts", import.meta.url), folder);
  await child.wrote(1);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  await pause(300);
  expect(() => lockFolder(folder)).toThrow(/is in use by the process with pid \d+/);
  await child.kill();
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`pid ${process.pid}`);
  unlock();
  unlock();
  lockFolder(folder)();
}, 30_000);

test("a folder that cannot be locked says so", () => {
  expect(() => lockFolder("/dev/null/data")).toThrow();
});
