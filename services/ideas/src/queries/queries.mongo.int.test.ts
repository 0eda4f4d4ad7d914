import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { documents } from "../domain/documents.ts";
import { discussionQueriesConformance } from "./discussion-queries.conformance.ts";
import { mongoDiscussionQueries } from "./discussion-queries.mongo.ts";
import { ideaQueriesConformance } from "./idea-queries.conformance.ts";
import { mongoIdeaQueries } from "./idea-queries.mongo.ts";
import { mongoPersonQueries } from "./person-queries.mongo.ts";

describeWith("mongodb", "queries of ideas in MongoDB", (url) => {
  ideaQueriesConformance("MongoDB", async () => {
    const { store, connection, close } = await openTestDatabase(url, "ideas", documents);
    return { store, queries: mongoIdeaQueries(connection), close };
  });

  discussionQueriesConformance("MongoDB", async () => {
    const { store, connection, close } = await openTestDatabase(url, "ideas", documents);
    return { store, queries: mongoDiscussionQueries(connection), persons: mongoPersonQueries(connection), close };
  });
});
