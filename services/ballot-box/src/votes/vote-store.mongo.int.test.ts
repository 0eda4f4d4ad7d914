import { afterAll } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { boxPorts } from "../ports.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

describeWith("mongodb", "votes on a real server", (url) => {
  // One database, emptied after each test: making it takes longer than the tests.
  let database: Promise<TestDatabase> | undefined;
  afterAll(async () => (await database)?.close());

  voteStoreConformance("MongoDB", async () => {
    database ??= openTestDatabase(url, "ballot-box", []);
    const { connection } = await database;
    const close = async () => {
      for (const name of ["vote-ballots", "votes", "log-heads", "log-tiles", "log-records", "log-checkpoints"])
        await connection.collection(name).deleteMany({ _id: { $gt: "" } } as object);
    };
    return { ...boxPorts.mongodb(connection), close };
  });
});
