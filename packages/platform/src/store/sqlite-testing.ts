import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DocumentKind } from "../rule.ts";
import { type TestWorld, testWorld } from "../testing/test-world.ts";
import { openSqliteStore, type SqliteStore } from "./open-sqlite.ts";
import { note } from "./store-harness.ts";

/** A module's file in a folder of its own. */
export type TestFile = {
  readonly folder: string;
  readonly path: string;
  readonly world: TestWorld;
  open(documents?: readonly DocumentKind<unknown>[], module?: string): SqliteStore;
};

/** Runs a test with a file of its own, and closes what it leaves open. */
export function withFile(body: (file: TestFile) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "teilhabe-sqlite-"));
    const path = join(folder, "probe.db");
    const world = testWorld();
    const opened: SqliteStore[] = [];
    try {
      await body({
        folder,
        path,
        world,
        open(documents = [note], module = "probe") {
          const one = openSqliteStore({ file: path, module, documents, world });
          opened.push(one);
          return one;
        },
      });
    } finally {
      for (const one of opened) one.close();
      rmSync(folder, { recursive: true });
    }
  };
}
