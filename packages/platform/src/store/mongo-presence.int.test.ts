import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { done, idsOf, probeOf, probing, task } from "./store-harness.ts";

const TAKEN_FOR_DEAD_MS = 10_000;
const LEASE_MS = 120_000;

describeWith("mongodb", "tasks of a replica that is gone", (url) => {
  const mongo = mongoForTests(url);
  beforeAll(() => mongo.start());
  afterAll(() => mongo.stop());

  test(
    "are taken by others long before their leases end, and are lost to it when it comes back",
    probing(mongo.open, async ({ harness, store, world, commit }) => {
      await commit({ tasks: [task("a", "k"), task("b", "k"), task("tomorrow", "t", world.nowMs() + 60_000)] });
      const take = (replica: typeof store) => replica.takeTasks({ nowMs: world.nowMs(), limit: 10, leaseMs: LEASE_MS });
      const [paused] = await take(store);
      const other = (await probeOf(harness)).store;
      world.advance(TAKEN_FOR_DEAD_MS - 1);
      expect(await take(other)).toEqual([]);
      world.advance(2_001);
      const taken = await take(other);
      expect(idsOf(taken)).toEqual(["a"]);
      expect(await store.commit({ id: world.newId(), task: done(paused!) })).toEqual({ committed: false, conflict: { lostTask: "a" } });
      await other.commit({ id: world.newId(), task: done(taken[0]!) });
      expect(idsOf(await take(other))).toEqual(["b"]);
    }),
  );

  test(
    "stay its own while it is heard of",
    probing(mongo.open, async ({ harness, store, world, commit }) => {
      await commit({ tasks: [task("a", "k")] });
      const take = (replica: typeof store) => replica.takeTasks({ nowMs: world.nowMs(), limit: 10, leaseMs: LEASE_MS });
      const [mine] = await take(store);
      const other = (await probeOf(harness)).store;
      for (let round = 0; round < 8; round += 1) {
        world.advance(5_000);
        expect(await take(store)).toEqual([]);
        expect(await take(other)).toEqual([]);
      }
      expect(await store.commit({ id: world.newId(), task: done(mine!) })).toEqual({ committed: true });
    }),
  );
});
