import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { documents } from "../domain/documents.ts";
import { capacityQueriesConformance } from "./capacity-queries.conformance.ts";
import { mongoCapacityQueries } from "./capacity-queries.mongo.ts";

describeWith("mongodb", "queries of capacity in MongoDB", (url) => {
  capacityQueriesConformance("MongoDB", async () => {
    const { store, connection, close } = await openTestDatabase(url, "capacity", documents);
    return { store, queries: mongoCapacityQueries(connection), close };
  });
});
