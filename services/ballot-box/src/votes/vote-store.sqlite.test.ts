import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { boxPorts } from "../ports.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

voteStoreConformance("SQLite", async () => {
  const opened = openSqliteStore({ file: ":memory:", module: "ballot-box", documents: [], world: realWorld() });
  return { ...boxPorts.sqlite(opened.database), close: async () => opened.close() };
});
