import { describe, expect, test } from "@jest/globals";
import { done, idsOf, LEASE_MS, type OpenStoreHarness, type Probe, probeOf, probing, task } from "./store-harness.ts";

/** Works off everything that is due, one after the other. */
async function workOff({ take, commit }: Probe): Promise<readonly string[]> {
  const order: string[] = [];
  for (let [next] = await take(1); next !== undefined; [next] = await take(1)) {
    order.push(next.id);
    await commit({ task: done(next) });
  }
  return order;
}

export function taskOrderConformance(open: OpenStoreHarness): void {
  describe("tasks of one key", () => {
    test(
      "are worked on one at a time, in the order of adding",
      probing(open, async (probe) => {
        await probe.commit({ tasks: [task("a1", "a"), task("a2", "a")] });
        await probe.commit({ tasks: [task("a3", "a"), task("b1", "b")] });
        const taken = await probe.take();
        expect(idsOf(taken)).toEqual(["a1", "b1"]);
        expect(await probe.take()).toEqual([]);
        await probe.commit({ task: done(taken[0]!) });
        expect(await workOff(probe)).toEqual(["a2", "a3"]);
      }),
    );

    test(
      "keep the order of adding when the clock was set back between",
      probing(open, async (probe) => {
        const nowMs = probe.world.nowMs();
        await probe.commit({ tasks: [task("first", "k", nowMs)] });
        await probe.commit({ tasks: [task("second", "k", nowMs - 40)] });
        await probe.commit({ tasks: [task("third", "k", nowMs - 20)] });
        expect(await workOff(probe)).toEqual(["first", "second", "third"]);
      }),
    );

    test(
      "keep the order of adding when the clock itself goes back, even over a restart",
      probing(open, async (probe) => {
        const { world, harness } = probe;
        await probe.commit({ tasks: [task("first", "k", world.nowMs())] });
        world.advance(-5_000);
        await probe.commit({ tasks: [task("second", "k", world.nowMs())] });
        await harness.shut();
        const after = await probeOf(harness);
        await after.commit({ tasks: [task("third", "k", world.nowMs())] });
        expect(await workOff(after)).toEqual([]);
        world.advance(5_000);
        expect(await workOff(after)).toEqual(["first", "second", "third"]);
      }),
    );

    test(
      "keep their places when whoever takes them is ahead of time",
      probing(open, async (probe) => {
        const { world, commit, store } = probe;
        const nowMs = world.nowMs() + 10_000;
        await commit({ tasks: [task("first", "k", nowMs)] });
        const [taken] = await store.takeTasks({ nowMs, limit: 1, leaseMs: LEASE_MS });
        await commit({ tasks: [task("second", "k", 0)] });
        expect(await store.takeTasks({ nowMs, limit: 1, leaseMs: LEASE_MS })).toEqual([]);
        await commit({ task: { id: "first", lease: taken!.lease, then: { retryAtMs: nowMs + 1_000, error: "no" } } });
        await commit({ tasks: [task("third", "k", 0)] });
        expect(await store.takeTasks({ nowMs, limit: 1, leaseMs: LEASE_MS })).toEqual([]);
        world.advance(11_000);
        expect(await workOff(probe)).toEqual(["first", "second", "third"]);
      }),
    );

    test(
      "far in the future hold back nobody",
      probing(open, async (probe) => {
        const { world, commit } = probe;
        await commit({ tasks: [task("next-week", "k", world.nowMs() + 7 * 86_400_000)] });
        await commit({ tasks: [task("tomorrow", "k", world.nowMs() + 86_400_000)] });
        await commit({ tasks: [task("now", "k", world.nowMs())] });
        expect(await workOff(probe)).toEqual(["now"]);
        world.advance(86_400_000);
        await commit({ tasks: [task("added-tomorrow", "k", world.nowMs())] });
        expect(await workOff(probe)).toEqual(["tomorrow", "added-tomorrow"]);
        expect(await probe.store.nextTaskAtMs(world.nowMs())).toBe(world.nowMs() + 6 * 86_400_000);
        world.advance(6 * 86_400_000);
        expect(await workOff(probe)).toEqual(["next-week"]);
      }),
    );

    test(
      "that are due are not overtaken by what is added later with an earlier time",
      probing(open, async (probe) => {
        const { world, commit } = probe;
        await commit({ tasks: [task("deadline", "k", world.nowMs() + 1_000)] });
        world.advance(1_000);
        await commit({ tasks: [task("late", "k", world.nowMs() - 5_000)] });
        expect(await workOff(probe)).toEqual(["deadline", "late"]);
      }),
    );

    test(
      "wait for the one that is being worked on, whatever their times",
      probing(open, async (probe) => {
        const { world, commit, take } = probe;
        await commit({ tasks: [task("first", "k", world.nowMs() + 10)] });
        world.advance(10);
        const [working] = await take();
        await commit({ tasks: [task("second", "k", 0)] });
        expect(await take()).toEqual([]);
        world.advance(LEASE_MS - 1);
        expect(await take()).toEqual([]);
        await commit({ task: done(working!) });
        expect(await workOff(probe)).toEqual(["second"]);
      }),
    );

    test(
      "wait for the one that has failed, whatever their times",
      probing(open, async (probe) => {
        const { world, commit, take } = probe;
        await commit({ tasks: [task("first", "k")] });
        const [taken] = await take();
        await commit({ task: { id: "first", lease: taken!.lease, then: { retryAtMs: world.nowMs() + 60_000, error: "no" } } });
        await commit({ tasks: [task("second", "k", 0)] });
        expect(await take()).toEqual([]);
        world.advance(60_000);
        expect(await workOff(probe)).toEqual(["first", "second"]);
      }),
    );

    test(
      "keep their order in a thousand",
      probing(open, async (probe) => {
        const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`);
        await probe.commit({ tasks: names.map((id) => task(id, "k", probe.world.nowMs())) });
        const order: string[] = [];
        let results: Promise<unknown> = Promise.resolve();
        for (let [next] = await probe.take(); next !== undefined; [next] = await probe.take()) {
          order.push(next.id);
          results = probe.commit({ task: done(next) });
          await results;
        }
        expect(order).toEqual(names);
      }),
      60_000,
    );
  });

  test(
    "figures tell what is due and how late it is",
    probing(open, async ({ commit, take, store, world }) => {
      expect(await store.figures(world.nowMs())).toMatchObject({ tasksDue: 0, taskLateMs: 0, deadLetters: 0 });
      const nowMs = world.nowMs();
      await commit({ tasks: [task("a", "a", nowMs), task("b", "b", nowMs + 400), task("a2", "a", nowMs), task("later", "l", nowMs + 9_000)] });
      world.advance(1_000);
      expect(await store.figures(world.nowMs())).toMatchObject({ tasksDue: 2, taskLateMs: 1_000 });
      await take(1);
      expect(await store.figures(world.nowMs())).toMatchObject({ taskLateMs: 600 });
    }),
  );
}
