import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { voteStoreConformance } from "./vote-store.conformance.ts";
import { sqliteVoteStore } from "./vote-store.sqlite.ts";

voteStoreConformance("SQLite", async () => {
  const opened = openSqliteStore({ file: ":memory:", module: "ballot-box", documents: [], world: realWorld() });
  return { votes: sqliteVoteStore(opened.database), close: async () => opened.close() };
});
