import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { partners } from "../module.ts";
import { mongoPartnerQueries } from "./partner-queries.mongo.ts";

describeWith("mongodb", "queries of partners in MongoDB", (url) => {
  test("find nothing where nothing is, and each of them has an index", async () => {
    const { connection, close } = await openTestDatabase(url, "partners", partners.documents ?? []);
    const queries = mongoPartnerQueries(connection);
    const lists = [
      queries.entriesAfter(0, [], 10),
      queries.entriesAfter(7, ["ideas.idea-submitted.v1"], 10),
      queries.webhooksOf("p1", undefined, 10),
      queries.webhooksOf("p1", "w1", 10),
      queries.asleep(),
      queries.deliveriesOf("w1", undefined, 10),
      queries.deliveriesOf("w1", "d1", 10),
      queries.deliveriesBefore(1, 10),
    ];
    expect(await Promise.all(lists)).toEqual(lists.map(() => []));
    expect(await queries.countWebhooksOf("p1")).toBe(0);
    await expect(close()).resolves.toBeUndefined();
  });
});
