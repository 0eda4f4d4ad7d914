import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "@jest/globals";
import { started } from "@teilhabe/platform/testing/started";
import { ballotBox } from "../module.ts";
import { sqlitePorts } from "../testing-ports.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

voteStoreConformance("SQLite", sqlitePorts);

test("a file from before the log is refused by name, with what to do, and its votes stay as they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-old-box-"));
  const file = join(folder, "ballot-box.db");
  const start = () => started([ballotBox], { settings: { DATABASE_URL: `sqlite:${folder}` } });
  await (await start()).stop();
  const old = new DatabaseSync(file);
  old.exec("DROP TABLE votes");
  old.exec("CREATE TABLE votes (ballot INTEGER, key BLOB, seq INTEGER, choice TEXT, PRIMARY KEY (ballot, key, seq)) STRICT, WITHOUT ROWID");
  old.exec("INSERT INTO votes VALUES (1, x'00', 1, 'park')");
  old.close();
  const starting = start();
  await expect(starting).rejects.toThrow(`DATABASE_URL: ${file} keeps votes in the form of before the public log`);
  await expect(starting).rejects.toThrow("move the data folder away");
  const after = new DatabaseSync(file);
  expect(after.prepare("SELECT choice FROM votes").all()).toEqual([{ choice: "park" }]);
  after.close();
  rmSync(folder, { recursive: true, force: true });
});
