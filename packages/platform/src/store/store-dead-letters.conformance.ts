import { describe, expect, test } from "@jest/globals";
import { afterDeadLetter } from "./dead-letter-page.ts";
import { idsOf, type OpenStoreHarness, type Probe, probing, task } from "./store-harness.ts";

async function bury({ commit, take, world }: Probe, ...ids: readonly string[]): Promise<void> {
  await commit({ tasks: ids.map((id) => task(id, `key of ${id}`)) });
  for (const { id, lease } of await take()) {
    await commit({ task: { id, lease, then: { buryWith: "Error: no such person", atMs: world.nowMs() } } });
  }
}

export function deadLetterConformance(open: OpenStoreHarness): void {
  describe("a dead letter", () => {
    test(
      "is the task with its last error, and is not taken any more",
      probing(open, async (probe) => {
        const { store, take, world } = probe;
        await bury(probe, "t");
        const letter = {
          id: "t",
          kind: "test",
          key: "key of t",
          data: { of: "t" },
          attempts: 1,
          error: "Error: no such person",
          buriedAtMs: world.nowMs(),
        };
        expect(await store.deadLetter("t")).toEqual(letter);
        expect(await store.deadLetters({ limit: 10 })).toEqual([letter]);
        expect(await store.deadLetter("other")).toBeUndefined();
        expect((await store.figures(world.nowMs())).deadLetters).toBe(1);
        world.advance(86_400_000);
        expect(await take()).toEqual([]);
      }),
    );

    test(
      "lets the next task of its key go on",
      probing(open, async ({ commit, take, world }) => {
        await commit({ tasks: [task("a1", "a"), task("a2", "a")] });
        const [first] = await take();
        await commit({ task: { id: "a1", lease: first!.lease, then: { buryWith: "no", atMs: world.nowMs() } } });
        expect(idsOf(await take())).toEqual(["a2"]);
      }),
    );

    test(
      "that is replayed is a new task, due now",
      probing(open, async (probe) => {
        const { store, take, world, commit } = probe;
        await bury(probe, "t");
        world.advance(5_000);
        expect(await store.replayDeadLetter("t", world.nowMs())).toBe(true);
        expect(await store.replayDeadLetter("t", world.nowMs())).toBe(false);
        expect(await store.deadLetter("t")).toBeUndefined();
        const [again] = await take();
        expect(again).toEqual({ ...task("t", "key of t", world.nowMs()), attempts: 0, lease: expect.any(String), view: expect.any(Number) });
        expect(await commit({ task: { id: "t", lease: again!.lease, then: "done" } })).toEqual({ committed: true });
      }),
    );

    test(
      "that is replayed waits its turn and is not doubled",
      probing(open, async (probe) => {
        const { store, take, commit, world } = probe;
        await bury(probe, "t");
        await commit({ tasks: [task("other", "key of t"), task("t", "key of t")] });
        expect(await store.replayDeadLetter("t", world.nowMs())).toBe(true);
        const order: string[] = [];
        for (let [next] = await take(); next !== undefined; [next] = await take()) {
          order.push(next.id);
          await commit({ task: { id: next.id, lease: next.lease, then: "done" } });
        }
        expect(order).toEqual(["other", "t"]);
      }),
    );

    test(
      "that is discarded is gone",
      probing(open, async (probe) => {
        const { store, world } = probe;
        await bury(probe, "t");
        expect(await store.discardDeadLetter("t")).toBe(true);
        expect(await store.discardDeadLetter("t")).toBe(false);
        expect(await store.replayDeadLetter("t", world.nowMs())).toBe(false);
        expect(await store.deadLetters({ limit: 10 })).toEqual([]);
      }),
    );

    test(
      "that is buried again keeps the newest error",
      probing(open, async (probe) => {
        const { store, take, commit, world } = probe;
        await bury(probe, "t");
        await store.replayDeadLetter("t", world.nowMs());
        const [again] = await take();
        await commit({ task: { id: "t", lease: again!.lease, then: { buryWith: "another", atMs: world.nowMs() } } });
        expect((await store.deadLetters({ limit: 10 })).map(({ error }) => error)).toEqual(["another"]);
      }),
    );
  });

  test(
    "dead letters are paged, oldest first, even when the last one seen is gone",
    probing(open, async (probe) => {
      const { store, world } = probe;
      for (const id of ["z", "b", "m", "a"]) {
        await bury(probe, id);
        world.advance(10);
      }
      const first = await store.deadLetters({ limit: 2 });
      expect(idsOf(first)).toEqual(["z", "b"]);
      await store.discardDeadLetter("b");
      const second = await store.deadLetters({ limit: 2, after: afterDeadLetter(first[1]!) });
      expect(idsOf(second)).toEqual(["m", "a"]);
      expect(await store.deadLetters({ limit: 2, after: afterDeadLetter(second[1]!) })).toEqual([]);
    }),
  );
}
