import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";
import { mongoVoteStore } from "./vote-store.mongo.ts";

describeWith("mongodb", "votes on a real server", (url) => {
  voteStoreConformance("MongoDB", async () => {
    const { connection, close } = await openTestDatabase(url, "ballot-box", []);
    return { votes: mongoVoteStore(connection), close };
  });
});
