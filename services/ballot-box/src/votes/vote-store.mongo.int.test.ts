import { afterAll } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";
import { mongoVoteStore } from "./vote-store.mongo.ts";

describeWith("mongodb", "votes on a real server", (url) => {
  // One database, emptied after each test: making it takes longer than the tests.
  let database: Promise<TestDatabase> | undefined;
  afterAll(async () => (await database)?.close());

  voteStoreConformance("MongoDB", async () => {
    database ??= openTestDatabase(url, "ballot-box", []);
    const { connection } = await database;
    const close = async () => {
      for (const name of ["vote-ballots", "votes", "votes-counted"]) await connection.collection(name).deleteMany({ _id: { $gt: "" } } as object);
    };
    return { votes: mongoVoteStore(connection), close };
  });
});
