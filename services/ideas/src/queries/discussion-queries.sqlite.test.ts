import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { documents } from "../domain/documents.ts";
import { discussionQueriesConformance } from "./discussion-queries.conformance.ts";
import { sqliteDiscussionQueries } from "./discussion-queries.sqlite.ts";
import { sqlitePersonQueries } from "./person-queries.sqlite.ts";

discussionQueriesConformance("SQLite", async () => {
  const { store, database, close } = openSqliteStore({ file: ":memory:", module: "ideas", documents, world: realWorld() });
  return { store, queries: sqliteDiscussionQueries(database), persons: sqlitePersonQueries(database), close: async () => close() };
});
