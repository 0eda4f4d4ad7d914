import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { documents } from "../domain/documents.ts";
import { peopleQueriesConformance } from "./people-queries.conformance.ts";
import { mongoPeopleQueries } from "./people-queries.mongo.ts";

describeWith("mongodb", "queries of people in MongoDB", (url) => {
  peopleQueriesConformance("MongoDB", async () => {
    const { store, connection, close } = await openTestDatabase(url, "people", documents);
    return { store, queries: mongoPeopleQueries(connection), close };
  });
});
