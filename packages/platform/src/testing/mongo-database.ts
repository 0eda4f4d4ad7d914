import { randomBytes } from "node:crypto";
import type { Connection } from "mongoose";
import { realWorld } from "../clock.ts";
import type { DocumentKind } from "../rule.ts";
import type { MongoCollections } from "../store/mongo-collections.ts";
import type { DeclaredCollection } from "../store/mongo-declared.ts";
import { databaseOf, layOutModule, openMongo, openMongoStore } from "../store/open-mongo.ts";
import type { Store } from "../store/store.ts";

const PROFILE_BYTES = 4 * 1024 * 1024;

export type TestDatabase = {
  readonly store: Store;
  readonly connection: Connection;
  /** Removes the database. @throws Error naming every query since it was opened that scanned a collection instead of an index */
  close(): Promise<void>;
};

/** One module's empty database on a real server, under a name of its own, laid out as the provisioning does. The server explains what is asked of it. */
export async function openTestDatabase(
  url: string,
  module: string,
  documents: readonly DocumentKind<unknown>[],
  collections: readonly DeclaredCollection[] = [],
): Promise<TestDatabase> {
  const shared = await openMongo(url);
  const opened = { ...shared, prefix: `test-${randomBytes(6).toString("hex")}` };
  const world = realWorld();
  await layOutModule(opened, { module, documents, collections }, world.newId);
  const { store, connection } = openMongoStore(opened, { module, documents, world });
  const { all } = databaseOf(opened, module);
  await rememberScans(all);
  return {
    store,
    connection,
    async close() {
      await store.close();
      const scans = await scansOf(all);
      await all.db.dropDatabase();
      await shared.close();
      if (scans.length > 0) throw new Error(`these queries found no index:\n${scans.join("\n")}`);
    },
  };
}

/** mongodb.com/docs/manual/tutorial/manage-the-database-profiler: only what scans is kept, whatever its time. */
export async function rememberScans({ db }: MongoCollections): Promise<void> {
  await db.createCollection("system.profile", { capped: true, size: PROFILE_BYTES });
  await db.command({ profile: 1, filter: { planSummary: { $regex: "COLLSCAN" } } });
}

/** @returns the queries since then that found no index; what asks for everything, as tests do to look at what is there, is left out */
export async function scansOf({ db }: MongoCollections): Promise<readonly string[]> {
  await db.command({ profile: 0 });
  const found = await db.collection("system.profile").find().toArray();
  const asked = found.map(({ ns, command }) => {
    const { filter, pipeline, query, q } = (command ?? {}) as Record<string, unknown>;
    return `${ns}: ${JSON.stringify(filter ?? pipeline ?? query ?? q ?? {})}`;
  });
  return [...new Set(asked.filter((text) => !text.includes("system.profile") && !text.endsWith(": {}")))];
}
