import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testWorld } from "../testing/test-world.ts";
import { openSqliteStore, type SqliteStore } from "./open-sqlite.ts";
import { storeConformance } from "./store.conformance.ts";
import type { StoreHarness } from "./store-harness.ts";

async function sqliteHarness(): Promise<StoreHarness> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-store-"));
  const world = testWorld();
  let opened: SqliteStore | undefined;
  const shut = async () => {
    opened?.close();
    opened = undefined;
  };
  return {
    traits: { outboxIsStream: true, leasesOutliveRestart: false },
    world,
    async open(documents) {
      opened ??= openSqliteStore({ file: join(folder, "probe.db"), module: "probe", documents, world });
      return opened.store;
    },
    shut,
    events: async () => opened?.stream.read(0, 10_000).entries.map(({ event }) => event) ?? [],
    async dispose() {
      await shut();
      rmSync(folder, { recursive: true });
    },
  };
}

storeConformance("SQLite", sqliteHarness);
