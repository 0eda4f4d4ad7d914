import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { realWorld } from "../clock.ts";
import type { DocumentKind } from "../rule.ts";
import { BackupRefused, backupFolder, restoreFolder } from "./backup-folder.ts";
import { FolderInUse, lockFolder } from "./lock-folder.ts";
import { openSqliteStore } from "./open-sqlite.ts";

const note: DocumentKind<{ n: number }> = { name: "note", schema: 1 };
let folder: string;
const open = (module: string, where = "data") =>
  openSqliteStore({ file: join(folder, where, `${module}.db`), module, documents: [note], world: realWorld() });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-backup-"));
  lockFolder(join(folder, "data"))();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function commitNote(opened: ReturnType<typeof open>, n: number) {
  const event = {
    specversion: "1.0",
    id: `note/${n}:1:0`,
    source: "test",
    type: "a.b.v1",
    subject: `${n}`,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: "",
    data: { n },
  } as const;
  return opened.store.commit({
    id: `commit-${n}`,
    writes: [{ kind: note as DocumentKind<unknown>, id: `${n}`, expectedVersion: 0, then: { put: { n } } }],
    facts: [{ aggregate: `note/${n}`, version: 1, n: 0, event }],
  });
}

describe("a backup", () => {
  test("taken while commits go on holds each of them whole or not at all, and restores", async () => {
    const opened = open("ideas");
    let n = 0;
    let stop = false;
    const load = (async () => {
      while (!stop) await commitNote(opened, n++);
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    stop = true;
    await load;
    opened.close();
    await restoreFolder(join(folder, "backup"), join(folder, "restored"));
    const restored = open("ideas", "restored");
    const { entries } = restored.stream.read(0, 1_000);
    expect(entries.length).toBeGreaterThan(0);
    for (const { event } of entries) expect(await restored.store.load(note, event.subject)).toBeDefined();
    expect(await restored.store.load(note, String(entries.length))).toBeUndefined();
    restored.close();
  });

  test("when restored gives streams a new epoch and takes positions along", async () => {
    const ideas = open("ideas");
    const partners = open("partners");
    await commitNote(ideas, 1);
    const to = { epoch: ideas.stream.epoch(), sequence: 7 }; // ahead of the stream, as after an unlucky moment
    await partners.store.commit({ id: "p", position: { stream: "ideas", from: undefined, to } });
    const before = await ideas.store.epoch();
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    ideas.close();
    partners.close();
    await restoreFolder(join(folder, "backup"), join(folder, "restored"));
    const [again, reader] = [open("ideas", "restored"), open("partners", "restored")];
    expect(await again.store.epoch()).not.toBe(before);
    expect(await reader.store.position("ideas")).toEqual({ epoch: again.stream.epoch(), sequence: 1 });
    again.close();
    reader.close();
  });

  test("that is damaged is refused, and nothing is restored", async () => {
    open("ideas").close();
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    const file = join(folder, "backup", "ideas.db");
    const bytes = readFileSync(file);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(restoreFolder(join(folder, "backup"), join(folder, "restored"))).rejects.toThrow(/ideas\.db is damaged/);
  });

  test("is not restored over data, nor taken of nothing", async () => {
    open("ideas").close();
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    await expect(restoreFolder(join(folder, "backup"), join(folder, "data"))).rejects.toThrow(BackupRefused);
    await expect(backupFolder(join(folder, "data"), join(folder, "backup"))).rejects.toThrow(/not empty/);
    await expect(backupFolder(join(folder, "nowhere"), join(folder, "other"))).rejects.toThrow(/no data/);
  });

  test("is not restored where a platform runs", async () => {
    open("ideas").close();
    await backupFolder(join(folder, "data"), join(folder, "backup"));
    const unlock = lockFolder(join(folder, "busy"));
    const refused = await restoreFolder(join(folder, "backup"), join(folder, "busy")).catch((error: unknown) => error);
    unlock();
    expect(refused).toBeInstanceOf(FolderInUse);
  });
});
