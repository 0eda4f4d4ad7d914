import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { documents } from "../domain/documents.ts";
import { capacityQueriesConformance } from "./capacity-queries.conformance.ts";
import { sqliteCapacityQueries } from "./capacity-queries.sqlite.ts";

capacityQueriesConformance("SQLite", async () => {
  const { store, database, close } = openSqliteStore({ file: ":memory:", module: "capacity", documents, world: realWorld() });
  return { store, queries: sqliteCapacityQueries(database), close: async () => close() };
});
