import { randomBytes } from "node:crypto";
import { realWorld } from "@teilhabe/platform/clock";
import { databaseOf, layOutModule, openMongo, openMongoStore } from "@teilhabe/platform/store/open-mongo";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { documents } from "../domain/documents.ts";
import { peopleQueriesConformance } from "./people-queries.conformance.ts";
import { mongoPeopleQueries } from "./people-queries.mongo.ts";

describeWith("mongodb", "queries of people in MongoDB", (url) => {
  peopleQueriesConformance("MongoDB", async () => {
    const shared = await openMongo(url);
    const opened = { ...shared, prefix: `test-${randomBytes(6).toString("hex")}` };
    const world = realWorld();
    await layOutModule(opened, "people", documents, world.newId);
    const { store, connection } = openMongoStore(opened, { module: "people", documents, world });
    const close = async () => {
      await store.close();
      await databaseOf(opened, "people").all.db.dropDatabase();
      await shared.close();
    };
    return { store, queries: mongoPeopleQueries(connection), close };
  });
});
