import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { openTestDatabase, type TestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { type BoxPorts, boxPorts } from "./ports.ts";
import { voteCollections } from "./votes/mongo-collections.ts";

/** Empty ports and how to close them. */
export type OpenedPorts = BoxPorts & { close(): Promise<void> };

export async function sqlitePorts(): Promise<OpenedPorts> {
  const opened = openSqliteStore({ file: ":memory:", module: "ballot-box", documents: [], world: realWorld() });
  return { ...boxPorts.sqlite(opened.database), close: async () => opened.close() };
}

/** One database, emptied after each test: making it takes longer than the tests. */
export function mongoPorts(url: string): { open(): Promise<OpenedPorts>; close(): Promise<void> } {
  let database: Promise<TestDatabase> | undefined;
  return {
    async open() {
      database ??= openTestDatabase(url, "ballot-box", [], voteCollections);
      const { connection } = await database;
      const close = async () => {
        for (const { name } of voteCollections) await connection.collection(name).deleteMany({ _id: { $gt: "" } } as object);
      };
      return { ...boxPorts.mongodb(connection), close };
    },
    close: async () => (await database)?.close(),
  };
}
