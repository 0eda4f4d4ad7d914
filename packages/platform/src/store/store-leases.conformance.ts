import { describe, expect, test } from "@jest/globals";
import { done, fact, idsOf, LEASE_MS, type OpenStoreHarness, probeOf, probing, task, write } from "./store-harness.ts";

export function leaseConformance(open: OpenStoreHarness): void {
  describe("a lease of a task", () => {
    test(
      "keeps it from others until it ends",
      probing(open, async ({ commit, take, store, world }) => {
        await commit({ tasks: [task("t")] });
        await take();
        expect(await store.nextTaskAtMs(world.nowMs())).toBe(world.nowMs() + LEASE_MS);
        world.advance(LEASE_MS - 1);
        expect(await take()).toEqual([]);
        world.advance(1);
        expect(idsOf(await take())).toEqual(["t"]);
      }),
    );

    test(
      "that ended is worth nothing once another has taken the task",
      probing(open, async ({ commit, take, world, textOf, harness }) => {
        await commit({ tasks: [task("t")] });
        const [slow] = await take();
        world.advance(LEASE_MS);
        const [fast] = await take();
        expect(fast?.lease).not.toBe(slow?.lease);
        const late = await commit({ task: done(slow!), writes: [write("a", 0, { text: "slow" })], facts: [fact("a", 1)], tasks: [task("more")] });
        expect(late).toEqual({ committed: false, conflict: { lostTask: "t" } });
        expect(await textOf("a")).toBeUndefined();
        expect(await harness.events()).toEqual([]);
        expect(await commit({ task: done(fast!), writes: [write("a", 0, { text: "fast" })] })).toEqual({ committed: true });
        expect(await textOf("a")).toBe("fast");
        world.advance(LEASE_MS);
        expect(await take()).toEqual([]);
      }),
    );

    test(
      "that ended still finishes the task when nobody else has taken it",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("t")] });
        const [slow] = await take();
        world.advance(LEASE_MS * 2);
        expect(await commit({ task: done(slow!) })).toEqual({ committed: true });
      }),
    );

    test(
      "that nobody was given finishes nothing",
      probing(open, async ({ commit, take }) => {
        await commit({ tasks: [task("t")] });
        const guessed = { id: "t", lease: "guessed", then: "done" as const };
        expect(await commit({ task: guessed })).toEqual({ committed: false, conflict: { lostTask: "t" } });
        await take();
        expect(await commit({ task: guessed })).toEqual({ committed: false, conflict: { lostTask: "t" } });
      }),
    );

    test(
      "finishes its task once when two commits at the same moment try",
      probing(open, async ({ commit, take, textOf }) => {
        await commit({ tasks: [task("t")] });
        const [taken] = await take();
        const both = ["1", "2"].map((text) => commit({ task: done(taken!), writes: [write(`w${text}`, 0, { text })] }));
        const results = await Promise.all(both);
        expect(results.filter(({ committed }) => committed)).toHaveLength(1);
        expect([await textOf("w1"), await textOf("w2")].filter((text) => text !== undefined)).toHaveLength(1);
      }),
    );

    test(
      "after a restart is as the database declares",
      probing(open, async ({ commit, take, harness, world }) => {
        await commit({ tasks: [task("t")] });
        await take();
        await harness.shut();
        const after = await probeOf(harness);
        expect(idsOf(await after.take())).toEqual(harness.traits.leasesOutliveRestart ? [] : ["t"]);
        world.advance(LEASE_MS);
        expect(idsOf(await after.take())).toEqual(["t"]);
      }),
    );
  });

  describe("a named lease", () => {
    test(
      "has one holder until it ends",
      probing(open, async ({ store, harness }) => {
        const other = (await probeOf(harness)).store;
        expect(await store.lease("intake", "r1", 0, 100)).toBe(true);
        expect(await other.lease("intake", "r2", 99, 200)).toBe(false);
        expect(await store.lease("intake", "r1", 50, 150)).toBe(true);
        expect(await other.lease("intake", "r2", 100, 200)).toBe(false);
        expect(await other.lease("intake", "r2", 150, 250)).toBe(true);
        expect(await store.lease("intake", "r1", 151, 300)).toBe(false);
        expect(await store.lease("relay", "r1", 151, 300)).toBe(true);
      }),
    );

    test(
      "goes to one of many that want it at the same moment",
      probing(open, async ({ store, harness }) => {
        const other = (await probeOf(harness)).store;
        const wanted = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? store : other).lease("intake", `r${index}`, 0, 100));
        expect((await Promise.all(wanted)).filter((mine) => mine)).toHaveLength(1);
      }),
    );
  });
}
