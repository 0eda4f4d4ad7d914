import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { documents } from "../domain/documents.ts";
import { ideaQueriesConformance } from "./idea-queries.conformance.ts";
import { sqliteIdeaQueries } from "./idea-queries.sqlite.ts";

ideaQueriesConformance("SQLite", async () => {
  const { store, database, close } = openSqliteStore({ file: ":memory:", module: "ideas", documents, world: realWorld() });
  return { store, queries: sqliteIdeaQueries(database), close: async () => close() };
});
