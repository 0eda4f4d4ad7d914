import { randomBytes } from "node:crypto";
import { realWorld } from "@teilhabe/platform/clock";
import { databaseOf, layOutModule, openMongo, openMongoStore } from "@teilhabe/platform/store/open-mongo";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { documents } from "../domain/documents.ts";
import { discussionQueriesConformance } from "./discussion-queries.conformance.ts";
import { mongoDiscussionQueries } from "./discussion-queries.mongo.ts";
import { ideaQueriesConformance } from "./idea-queries.conformance.ts";
import { mongoIdeaQueries } from "./idea-queries.mongo.ts";
import { mongoPersonQueries } from "./person-queries.mongo.ts";

describeWith("mongodb", "queries of ideas in MongoDB", (url) => {
  async function open() {
    const shared = await openMongo(url);
    const opened = { ...shared, prefix: `test-${randomBytes(6).toString("hex")}` };
    const world = realWorld();
    await layOutModule(opened, "ideas", documents, world.newId);
    const { store, connection } = openMongoStore(opened, { module: "ideas", documents, world });
    const close = async () => {
      await store.close();
      await databaseOf(opened, "ideas").all.db.dropDatabase();
      await shared.close();
    };
    return { store, connection, close };
  }

  ideaQueriesConformance("MongoDB", async () => {
    const { connection, ...opened } = await open();
    return { ...opened, queries: mongoIdeaQueries(connection) };
  });

  discussionQueriesConformance("MongoDB", async () => {
    const { connection, ...opened } = await open();
    return { ...opened, queries: mongoDiscussionQueries(connection), persons: mongoPersonQueries(connection) };
  });
});
