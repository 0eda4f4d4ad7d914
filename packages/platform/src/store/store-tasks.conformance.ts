import { describe, expect, test } from "@jest/globals";
import type { Task } from "./store.ts";
import { done, idsOf, LEASE_MS, type OpenStoreHarness, probeOf, probing, task, write } from "./store-harness.ts";

export function taskConformance(open: OpenStoreHarness): void {
  describe("a task", () => {
    test(
      "is taken when its time has come, not before",
      probing(open, async ({ commit, take, store, world }) => {
        const dueAtMs = world.nowMs() + 1_000;
        await commit({ tasks: [task("t", "k", dueAtMs)] });
        expect(await take()).toEqual([]);
        expect(await store.nextTaskAtMs(world.nowMs())).toBe(dueAtMs);
        world.advance(999);
        expect(await take()).toEqual([]);
        world.advance(1);
        expect(idsOf(await take())).toEqual(["t"]);
      }),
    );

    test(
      "comes with everything that was given",
      probing(open, async ({ commit, take, world }) => {
        const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        const data = { text: "Bäume 🌳", deep: { $set: ["a.b", null, 0.5] } };
        const dueAtMs = world.nowMs() - 5;
        await commit({ tasks: [{ kind: "close-ballot", id: "t", key: "k", dueAtMs, data, traceparent }, task("plain")] });
        const taken = await take();
        const plain = {
          kind: "test",
          id: "plain",
          key: "plain",
          dueAtMs: 0,
          data: { of: "plain" },
          attempts: 0,
          lease: expect.any(String),
          view: expect.any(Number),
        };
        const full = {
          kind: "close-ballot",
          id: "t",
          key: "k",
          dueAtMs,
          data,
          traceparent,
          attempts: 0,
          lease: expect.any(String),
          view: expect.any(Number),
        };
        expect(taken).toEqual([plain, full]);
        expect("traceparent" in (taken[0] as object)).toBe(false);
      }),
    );

    test(
      "is done once",
      probing(open, async ({ commit, take, store, world, textOf }) => {
        await commit({ tasks: [task("t")] });
        const [taken] = await take();
        expect(await commit({ task: done(taken!), writes: [write("a", 0, { text: "1" })] })).toEqual({ committed: true });
        const again = await commit({ task: done(taken!), writes: [write("a", 1, { text: "2" })] });
        expect(again).toEqual({ committed: false, conflict: { lostTask: "t" } });
        expect(await textOf("a")).toBe("1");
        world.advance(LEASE_MS * 2);
        expect(await take()).toEqual([]);
        expect(await store.nextTaskAtMs(world.nowMs())).toBeUndefined();
      }),
    );

    test(
      "is not taken beyond the limit, the oldest come first",
      probing(open, async ({ commit, take }) => {
        await commit({ tasks: [task("c", "c", 3), task("a", "a", 1), task("d", "d", 4), task("b", "b", 2)] });
        expect(idsOf(await take(3))).toEqual(["a", "b", "c"]);
        expect(idsOf(await take(3))).toEqual(["d"]);
      }),
    );

    test(
      "with the id of an unfinished one is not added again",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("t", "k")] });
        expect(await commit({ tasks: [{ ...task("t", "k"), data: { of: "other" } }, task("t", "another key")] })).toEqual({ committed: true });
        const taken = await take();
        expect(taken.map(({ key, data }) => ({ key, data }))).toEqual([{ key: "k", data: { of: "t" } }]);
        await commit({ tasks: [task("t", "k")] });
        await commit({ task: done(taken[0]!) });
        world.advance(LEASE_MS);
        expect(await take()).toEqual([]);
      }),
    );

    test(
      "may have the id of a finished one, even of one that the same commit finishes",
      probing(open, async ({ commit, take }) => {
        await commit({ tasks: [task("sweep")] });
        for (let round = 0; round < 3; round += 1) {
          const taken = await take();
          expect(idsOf(taken)).toEqual(["sweep"]);
          await commit({ task: done(taken[0]!), tasks: [task("sweep")] });
        }
        const [last] = await take();
        await commit({ task: done(last!) });
        await commit({ tasks: [task("sweep")] });
        expect(idsOf(await take())).toEqual(["sweep"]);
      }),
    );

    test(
      "outlives a restart",
      probing(open, async ({ commit, harness }) => {
        await commit({ tasks: [task("a", "k"), task("b", "k")] });
        await harness.shut();
        const after = await probeOf(harness);
        const [first] = await after.take();
        expect(first?.id).toBe("a");
        await after.commit({ task: done(first!) });
        expect(idsOf(await after.take())).toEqual(["b"]);
      }),
    );

    test(
      "is taken by one of many that ask at the same moment",
      probing(open, async (probe) => {
        const { commit, harness } = probe;
        const other = await probeOf(harness);
        await commit({ tasks: Array.from({ length: 100 }, (_, index) => task(`t${index}`)) });
        const takers = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? probe : other).take(15));
        const taken = idsOf((await Promise.all(takers)).flat());
        expect(new Set(taken).size).toBe(taken.length);
        const rest = idsOf(await probe.take(100));
        expect([...taken, ...rest].sort()).toEqual(Array.from({ length: 100 }, (_, index) => `t${index}`).sort());
      }),
    );
  });

  describe("a task that failed", () => {
    const failed = ({ id, lease }: Task, retryAtMs: number) => ({ id, lease, then: { retryAtMs, error: "no route to host" } });

    test(
      "waits for its next time and counts the attempt",
      probing(open, async ({ commit, take, world, store }) => {
        await commit({ tasks: [task("t")] });
        for (const attempts of [0, 1, 2]) {
          const [taken] = await take();
          expect(taken?.attempts).toBe(attempts);
          const retryAtMs = world.nowMs() + 1_000 * 2 ** attempts;
          expect(await commit({ task: failed(taken!, retryAtMs) })).toEqual({ committed: true });
          expect(await store.nextTaskAtMs(world.nowMs())).toBe(retryAtMs);
          world.advance(retryAtMs - world.nowMs() - 1);
          expect(await take()).toEqual([]);
          world.advance(1);
        }
        expect((await take()).map(({ attempts, dueAtMs }) => [attempts, dueAtMs])).toEqual([[3, world.nowMs()]]);
      }),
    );

    test(
      "gives its lease back",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("t")] });
        const [taken] = await take();
        await commit({ task: failed(taken!, world.nowMs() + 10) });
        expect(await commit({ task: done(taken!) })).toEqual({ committed: false, conflict: { lostTask: "t" } });
        world.advance(10);
        expect(idsOf(await take())).toEqual(["t"]);
      }),
    );

    test(
      "holds back its key only",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("a1", "a"), task("a2", "a"), task("b1", "b")] });
        const [first] = await take(1);
        await commit({ task: failed(first!, world.nowMs() + 1_000) });
        expect(idsOf(await take())).toEqual(["b1"]);
        world.advance(1_000);
        expect(idsOf(await take())).toEqual(["a1"]);
      }),
    );

    test(
      "may be told to wait without counting as failed",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("a1", "a"), task("a2", "a")] });
        const [taken] = await take();
        const { id, lease } = taken!;
        await commit({ task: { id, lease, then: { waitUntilMs: world.nowMs() + 1_000 } } });
        expect(await take()).toEqual([]);
        world.advance(1_000);
        expect((await take()).map((again) => [again.id, again.attempts])).toEqual([["a1", 0]]);
      }),
    );
  });
}
