import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { documents } from "../domain/documents.ts";
import { peopleQueriesConformance } from "./people-queries.conformance.ts";
import { sqlitePeopleQueries } from "./people-queries.sqlite.ts";

peopleQueriesConformance("SQLite", async () => {
  const { store, database, close } = openSqliteStore({ file: ":memory:", module: "people", documents, world: realWorld() });
  return { store, queries: sqlitePeopleQueries(database), close: async () => close() };
});
