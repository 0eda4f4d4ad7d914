import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { votingDocuments } from "../domain/documents.ts";
import { votingQueriesConformance } from "./voting-queries.conformance.ts";
import { mongoVotingQueries } from "./voting-queries.mongo.ts";

describeWith("mongodb", "queries of voting in MongoDB", (url) => {
  votingQueriesConformance("MongoDB", async () => {
    const { store, connection, close } = await openTestDatabase(url, "voting", votingDocuments);
    return { store, queries: mongoVotingQueries(connection), close };
  });
});
