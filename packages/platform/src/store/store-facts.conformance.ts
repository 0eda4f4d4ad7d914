import { describe, expect, test } from "@jest/globals";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import { MessageTooLarge } from "../bus/errors.ts";
import { fact, idsOf, type OpenStoreHarness, probeOf, probing, write } from "./store-harness.ts";

export function factConformance(open: OpenStoreHarness): void {
  describe("facts", () => {
    test(
      "keep the order of their aggregate and of their commit",
      probing(open, async ({ commit, harness }) => {
        await commit({ writes: [write("a", 0, { text: "1" })], facts: [fact("a", 1, 0), fact("a", 1, 1), fact("a", 1, 2)] });
        await commit({ writes: [write("a", 1, { text: "2" })], facts: [fact("a", 2, 0)] });
        await commit({ writes: [write("a", 2, { text: "3" })], facts: [fact("a", 3, 0)] });
        expect(idsOf(await harness.events())).toEqual(["a:1:0", "a:1:1", "a:1:2", "a:2:0", "a:3:0"]);
      }),
    );

    test(
      "come back as they were",
      probing(open, async ({ commit, harness }) => {
        const row = fact("a", 1, 0, { text: "Bäume 🌳", $set: { "a.b": [1, null, 0.5] } });
        await commit({ facts: [row] });
        expect(await harness.events()).toEqual([row.event]);
      }),
    );

    test(
      "that no message could carry are refused with their whole commit",
      probing(open, async ({ commit, textOf, harness }) => {
        const large = fact("a", 1, 0, { text: "ä".repeat(MESSAGE_BYTES_MAX / 2) });
        await expect(commit({ writes: [write("a", 0, { text: "A" })], facts: [large] })).rejects.toThrow(MessageTooLarge);
        expect(await textOf("a")).toBeUndefined();
        expect(await harness.events()).toEqual([]);
      }),
    );

    test(
      "are not committed twice under one id: that is a bug of the module",
      probing(open, async ({ commit, textOf, harness }) => {
        await commit({ facts: [fact("a", 1)] });
        await expect(commit({ writes: [write("b", 0, { text: "B" })], facts: [fact("a", 1)] })).rejects.toThrow("a:1:0");
        expect(await textOf("b")).toBeUndefined();
        expect(idsOf(await harness.events())).toEqual(["a:1:0"]);
      }),
    );

    test(
      "outlive a restart",
      probing(open, async ({ commit, harness }) => {
        await commit({ facts: [fact("a", 1)] });
        await harness.shut();
        await probeOf(harness);
        expect(idsOf(await harness.events())).toEqual(["a:1:0"]);
      }),
    );

    test(
      "that wait for the stream are counted where they wait",
      probing(open, async ({ commit, store, world, harness }) => {
        await commit({ facts: [fact("a", 1), fact("b", 1)] });
        world.advance(5_000);
        const { outboxPending, outboxOldestMs } = await store.figures(world.nowMs());
        const waiting = harness.traits.outboxIsStream ? { outboxPending: 0, outboxOldestMs: undefined } : { outboxPending: 2, outboxOldestMs: 5_000 };
        expect({ outboxPending, outboxOldestMs }).toEqual(waiting);
      }),
    );

    test(
      "are kept while the stream needs them, whatever is purged",
      probing(open, async ({ commit, store, world, harness }) => {
        await commit({ facts: [fact("a", 1)] });
        world.advance(1_000);
        await store.purge({ commitsMs: world.nowMs(), answersMs: world.nowMs(), outboxMs: world.nowMs() });
        // In the stream itself, or not published yet.
        expect(idsOf(await harness.events())).toEqual(["a:1:0"]);
      }),
    );
  });
}
