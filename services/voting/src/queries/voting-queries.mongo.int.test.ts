import { randomBytes } from "node:crypto";
import { realWorld } from "@teilhabe/platform/clock";
import { databaseOf, layOutModule, openMongo, openMongoStore } from "@teilhabe/platform/store/open-mongo";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { votingDocuments } from "../domain/documents.ts";
import { votingQueriesConformance } from "./voting-queries.conformance.ts";
import { mongoVotingQueries } from "./voting-queries.mongo.ts";

describeWith("mongodb", "queries of voting in MongoDB", (url) => {
  votingQueriesConformance("MongoDB", async () => {
    const shared = await openMongo(url);
    const opened = { ...shared, prefix: `test-${randomBytes(6).toString("hex")}` };
    const world = realWorld();
    await layOutModule(opened, "voting", votingDocuments, world.newId);
    const { store, connection } = openMongoStore(opened, { module: "voting", documents: votingDocuments, world });
    const close = async () => {
      await store.close();
      await databaseOf(opened, "voting").all.db.dropDatabase();
      await shared.close();
    };
    return { store, queries: mongoVotingQueries(connection), close };
  });
});
