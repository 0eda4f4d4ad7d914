import { describe, expect, test } from "@jest/globals";
import { StoreOverloaded } from "./errors.ts";
import { COMMITS_WAITING_MAX, type Store } from "./store.ts";
import { done, fact, note, type OpenStoreHarness, probeOf, probing, task, write } from "./store-harness.ts";

/** Adds one to the number in the document's text, deciding again after each conflict. */
async function countUp(store: Store, id: string, newId: () => string): Promise<void> {
  for (;;) {
    const loaded = await store.load(note, id);
    const text = String(Number(loaded?.state.text ?? "0") + 1);
    const version = loaded?.version ?? 0;
    const { committed } = await store.commit({ id: newId(), writes: [write(id, version, { text })], facts: [fact(id, version + 1)] });
    if (committed) return;
  }
}

export function concurrencyConformance(open: OpenStoreHarness): void {
  describe("commits at the same moment", () => {
    test(
      "on one document: one wins, and it is the earliest",
      probing(open, async ({ commit, textOf, harness }) => {
        const all = Array.from({ length: 50 }, (_, index) =>
          commit({ writes: [write("a", 0, { text: String(index) }), write(`own-${index}`, 0, { text: "x" })], facts: [fact(`own-${index}`, 1)] }),
        );
        const results = await Promise.all(all);
        expect(results.map(({ committed }) => committed)).toEqual(results.map((_, index) => index === 0));
        expect(await textOf("a")).toBe("0");
        expect(await textOf("own-1")).toBeUndefined();
        expect(await harness.events()).toHaveLength(1);
      }),
    );

    test(
      "with conflicts among them hurt only those that have one",
      probing(open, async ({ commit, textOf, harness }) => {
        await commit({ writes: [write("taken", 0, { text: "x" })] });
        const all = Array.from({ length: 200 }, (_, index) => {
          const id = `d${index}`;
          const own = [write(id, 0, { text: id })];
          return commit({ writes: index % 3 === 0 ? [...own, write("taken", 0, { text: "y" })] : own, facts: [fact(id, 1)] });
        });
        const results = await Promise.all(all);
        expect(results.map(({ committed }) => committed)).toEqual(results.map((_, index) => index % 3 !== 0));
        const texts = await Promise.all(results.map((_, index) => textOf(`d${index}`)));
        expect(texts).toEqual(results.map((_, index) => (index % 3 === 0 ? undefined : `d${index}`)));
        const expected = results.flatMap((_, index) => (index % 3 === 0 ? [] : [`d${index}:1:0`]));
        expect((await harness.events()).map(({ id }) => id).sort()).toEqual(expected.sort());
      }),
    );

    test(
      "that depend on each other succeed in the order given",
      probing(open, async ({ commit, textOf }) => {
        const steps = Array.from({ length: 20 }, (_, version) => commit({ writes: [write("a", version, { text: String(version) })] }));
        const committed = (await Promise.all(steps)).filter((result) => result.committed).length;
        // An adapter may put two commits of one document into different groups, but never out of order.
        expect(committed).toBeGreaterThan(0);
        expect(await textOf("a")).toBe(String(committed - 1));
      }),
    );

    test(
      "of two replicas: no update is lost",
      probing(open, async (probe) => {
        const { harness, world, store } = probe;
        const replicas = [store, (await probeOf(harness)).store];
        const counting = Array.from({ length: 60 }, (_, index) => countUp(replicas[index % 2]!, `c${index % 3}`, world.newId));
        await Promise.all(counting);
        const counts = await store.loadMany(note, ["c0", "c1", "c2"]);
        expect(counts.map((loaded) => [loaded?.state.text, loaded?.version])).toEqual([
          ["20", 20],
          ["20", 20],
          ["20", 20],
        ]);
        for (const id of ["c0", "c1", "c2"]) {
          const own = (await harness.events()).filter((event) => event.subject === id).map((event) => event.id);
          expect(own).toEqual(Array.from({ length: 20 }, (_, index) => `${id}:${index + 1}:0`));
        }
      }),
    );

    test(
      "to a unique field: one holds it",
      probing(open, async ({ commit }) => {
        const all = Array.from({ length: 30 }, (_, index) => commit({ writes: [write(`d${index}`, 0, { text: "x", slug: "park" })] }));
        expect((await Promise.all(all)).filter(({ committed }) => committed)).toHaveLength(1);
      }),
    );

    test(
      "from two replicas to a position: each page is taken in once",
      probing(open, async (probe) => {
        const { harness, store, world } = probe;
        const replicas = [store, (await probeOf(harness)).store];
        const takeIn = async (replica: Store) => {
          for (;;) {
            const from = await replica.position("ideas");
            const sequence = from?.sequence ?? 0;
            if (sequence >= 20) return;
            const tasks = [task(`event-${sequence + 1}`, "one key")];
            await replica.commit({ id: world.newId(), position: { stream: "ideas", from, to: { epoch: "e", sequence: sequence + 1 } }, tasks });
          }
        };
        await Promise.all([...replicas, ...replicas].map(takeIn));
        const order: string[] = [];
        for (let [next] = await probe.take(1); next !== undefined; [next] = await probe.take(1)) {
          order.push(next.id);
          await probe.commit({ task: done(next) });
        }
        expect(order).toEqual(Array.from({ length: 20 }, (_, index) => `event-${index + 1}`));
      }),
    );
  });

  test(
    "more commits than may wait are refused, the others are done",
    probing(open, async ({ commit }) => {
      const all = Array.from({ length: COMMITS_WAITING_MAX + 5 }, () => commit({}));
      const results = await Promise.allSettled(all);
      const refused = results.filter((result) => result.status === "rejected");
      expect(refused.length).toBeGreaterThan(0);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(StoreOverloaded);
      const committed = results.filter((result) => result.status === "fulfilled" && result.value.committed);
      expect(committed.length + refused.length).toBe(all.length);
      expect(await commit({})).toEqual({ committed: true });
    }),
    60_000,
  );
}
