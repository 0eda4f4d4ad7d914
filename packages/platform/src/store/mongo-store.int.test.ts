import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { correctModule, databaseOf } from "./open-mongo.ts";
import { storeConformance } from "./store.conformance.ts";
import { note } from "./store-harness.ts";

describeWith("mongodb", "with a real server", (url) => {
  const mongo = mongoForTests(url);
  beforeAll(() => mongo.start());
  afterAll(() => mongo.stop());
  storeConformance("MongoDB", mongo.open);

  test("a collection whose validator and indexes were changed by hand is corrected by the provisioning", async () => {
    const kept = databaseOf(mongo.opened(), "probe").all;
    const collection = kept.documents(note);
    const declared = async () => [await collection.indexes(), (await collection.options())["validator"]];
    const correct = () => correctModule(mongo.opened(), "probe", [note], () => "0");
    await correct();
    const before = await declared();
    await collection.createIndex({ state: 1 }, { name: "by_hand", unique: true });
    await kept.db.command({ collMod: collection.collectionName, validator: { nobodyHasThis: { $exists: true } } });
    await correct();
    expect(await declared()).toEqual(before);
  });
});
