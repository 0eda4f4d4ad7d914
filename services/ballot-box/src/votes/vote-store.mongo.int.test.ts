import { afterAll, expect, test } from "@jest/globals";
import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { boxPorts } from "../ports.ts";
import { mongoPorts } from "../testing-ports.ts";
import { voteCollections } from "./mongo-collections.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

describeWith("mongodb", "votes on a real server", (url) => {
  const ports = mongoPorts(url);
  afterAll(() => ports.close());
  voteStoreConformance("MongoDB", ports.open);

  test("lie in collections that the provisioning made, clustered and checked; the box itself makes none, and no index", async () => {
    const database = await openTestDatabase(url, "ballot-box", [], voteCollections);
    const { db } = database.connection;
    const made = async () => {
      const collections = (await db?.listCollections().toArray()) ?? [];
      const indexes = await Promise.all(voteCollections.map(async ({ name }) => (await db?.collection(name).indexes())?.map((index) => index.name)));
      return { collections: collections.toSorted((a, b) => a.name.localeCompare(b.name)), indexes };
    };
    const before = await made();
    const { votes } = boxPorts.mongodb(database.connection);
    await votes.prepare("a-ballot");
    const vote = { ballot: "a-ballot", key: "a".repeat(64), seq: 1, choice: '{"options":["a"]}', nonce: "0".repeat(64), late: false };
    expect(await votes.keep([vote])).toEqual([{ kept: "new" }]);
    expect(await made()).toEqual(before);
    const named = new Map(before.collections.map((collection) => [collection.name, collection as { options?: Record<string, unknown> }]));
    expect(named.get("votes")?.options?.["clusteredIndex"]).toMatchObject({ key: { _id: 1 }, unique: true });
    for (const { name } of voteCollections) expect(named.get(name)?.options?.["validator"]).toHaveProperty("$jsonSchema");
    await expect(database.connection.collection("votes").insertOne({ _id: "a-ballot:b:0000001" } as object)).rejects.toThrow(/validation/);
    await database.close();
  });
});
