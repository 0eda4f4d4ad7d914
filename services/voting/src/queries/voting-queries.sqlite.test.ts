import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { votingDocuments } from "../domain/documents.ts";
import { votingQueriesConformance } from "./voting-queries.conformance.ts";
import { sqliteVotingQueries } from "./voting-queries.sqlite.ts";

votingQueriesConformance("SQLite", async () => {
  const opened = openSqliteStore({ file: ":memory:", module: "voting", documents: votingDocuments, world: realWorld() });
  return { store: opened.store, queries: sqliteVotingQueries(opened.database), close: async () => opened.close() };
});
