import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { decide } from "./mongo-decide.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { readFor } from "./mongo-read.ts";
import { workOf } from "./mongo-work.ts";
import { ReadIsStale, writePlan } from "./mongo-write.ts";
import { correctModule, databaseOf } from "./open-mongo.ts";
import { storeConformance } from "./store.conformance.ts";
import { done, note, probeOf, task, write } from "./store-harness.ts";

describeWith("mongodb", "with a real server", (url) => {
  const mongo = mongoForTests(url);
  beforeAll(() => mongo.start());
  afterAll(() => mongo.stop());
  storeConformance("MongoDB", mongo.open);

  test("a collection whose validator and indexes were changed by hand is corrected by the provisioning", async () => {
    const kept = databaseOf(mongo.opened(), "probe").all;
    const collection = kept.documents(note);
    const declared = async () => [await collection.indexes(), (await collection.options())["validator"]];
    const correct = () => correctModule(mongo.opened(), { module: "probe", documents: [note] }, () => "0");
    await correct();
    const before = await declared();
    await collection.createIndex({ state: 1 }, { name: "by_hand", unique: true });
    await kept.db.command({ collMod: collection.collectionName, validator: { nobodyHasThis: { $exists: true } } });
    await correct();
    expect(await declared()).toEqual(before);
  });

  test("a commit does not rely on a task that another replica finishes before the commit is written", async () => {
    const harness = await mongo.open();
    try {
      const { store, commit, take, world } = await probeOf(harness);
      await commit({ tasks: [task("count")] });
      const [taken] = await take();
      const { all } = databaseOf(mongo.opened(), "probe");
      const late = workOf(
        { id: world.newId(), tasks: [task("count")], writes: [write("support", 0, { text: "mine" })] },
        { resolve: () => undefined, reject: () => undefined },
      );
      const plan = decide([late], await readFor(all, [late]), world.nowMs());
      expect(plan.tasks).toMatchObject({ inserted: [], met: ["count"] });
      await commit({ task: done(taken!) });
      await expect(writePlan(mongo.opened().client, all, plan)).rejects.toThrow(ReadIsStale);
      expect(await store.load(note, "support")).toBeUndefined();

      await commit(late.commit);
      expect(await take()).toMatchObject([{ id: "count" }]);
    } finally {
      await harness.dispose();
    }
  });

  test("a task that a commit relies on can be finished by who had taken it, before and after", async () => {
    const harness = await mongo.open();
    try {
      const { commit, take } = await probeOf(harness);
      await commit({ tasks: [task("count")] });
      const [taken] = await take();
      const all = await Promise.all([commit({ tasks: [task("count")] }), commit({ task: done(taken!) }), commit({ tasks: [task("count")] })]);
      expect(all).toEqual([{ committed: true }, { committed: true }, { committed: true }]);
      expect(await take()).toHaveLength(1);
    } finally {
      await harness.dispose();
    }
  });
});
