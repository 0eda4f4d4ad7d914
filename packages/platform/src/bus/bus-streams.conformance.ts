import { describe, expect, test } from "@jest/globals";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import { BATCH_EVENTS_MAX, type Bus } from "./bus.ts";
import { event, events, type OpenBusHarness, probing, readAll } from "./bus-harness.ts";
import { MessageTooLarge, StaleSequence } from "./errors.ts";

/** Appends one event wherever the stream ends, trying again when another was faster. */
async function appendSomewhere(bus: Bus, id: string): Promise<number> {
  for (;;) {
    const { lastSequence } = await bus.read("ideas", 0, 1);
    try {
      return await bus.append([event(id)], lastSequence);
    } catch (error) {
      if (!(error instanceof StaleSequence)) throw error;
    }
  }
}

export function streamConformance(open: OpenBusHarness): void {
  describe("appending", () => {
    test(
      "puts events at the end, in order, and says where the last one is",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const first = [event("e1", { text: "Bäume 🌳", deep: { "a.b": [null, 0.5] } }), event("e2")];
        const last = await ideas.append(first, 0);
        expect(await ideas.append([event("e3")], last)).toBeGreaterThan(last);
        const all = await readAll(ideas, "ideas");
        expect(all.map((entry) => entry.event)).toEqual([...first, event("e3")]);
        expect(all[1]?.sequence).toBe(last);
      }),
    );

    test(
      "takes a whole batch at once, up to its limit",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const last = await ideas.append(events(0, BATCH_EVENTS_MAX), 0);
        const all = await readAll(ideas, "ideas", 300);
        expect(all.map((entry) => entry.event.id)).toEqual(events(0, BATCH_EVENTS_MAX).map(({ id }) => id));
        expect(all.at(-1)?.sequence).toBe(last);
        await expect(ideas.append(events(0, BATCH_EVENTS_MAX + 1), last)).rejects.toThrow(RangeError);
        await expect(ideas.append([], last)).rejects.toThrow(RangeError);
        expect((await ideas.read("ideas", 0, 1)).lastSequence).toBe(last);
      }),
    );

    test(
      "at another sequence than the last is refused, and says where the stream is",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const last = await ideas.append(events(0, 3), 0);
        for (const wrong of [0, last - 1, last + 1]) {
          const stale = ideas.append(events(10, 5), wrong);
          await expect(stale).rejects.toThrow(StaleSequence);
          await expect(stale).rejects.toMatchObject({ lastSequence: last });
        }
        expect(await readAll(ideas, "ideas")).toHaveLength(3);
      }),
    );

    test(
      "by many at one sequence succeeds for one, whole",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const replicas = await Promise.all([bus("ideas"), bus("ideas"), bus("ideas")]);
        const batches = Array.from({ length: 12 }, (_, index) => events(index * 100, 50));
        const results = await Promise.allSettled(batches.map((batch, index) => replicas[index % 3]!.append(batch, 0)));
        const winners = batches.filter((_, index) => results[index]?.status === "fulfilled");
        expect(winners).toHaveLength(1);
        for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(StaleSequence);
        const there = (await readAll(replicas[0]!, "ideas")).map((entry) => entry.event.id);
        expect(there).toEqual(winners[0]?.map(({ id }) => id));
      }),
    );

    test(
      "by many that try again loses and doubles nothing",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const replicas = await Promise.all([bus("ideas"), bus("ideas")]);
        const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
        const sequences = await Promise.all(ids.map((id, index) => appendSomewhere(replicas[index % 2]!, id)));
        const all = await readAll(replicas[0]!, "ideas");
        expect(all.map((entry) => entry.event.id).sort()).toEqual([...ids].sort());
        for (const { sequence, event: there } of all) expect(sequences[ids.indexOf(there.id)]).toBe(sequence);
      }),
    );

    test(
      "refuses a batch with an event that is too large, all of it",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const large = event("large", { text: "ä".repeat(MESSAGE_BYTES_MAX / 2) });
        await expect(ideas.append([event("e1"), large, event("e2")], 0)).rejects.toThrow(MessageTooLarge);
        expect(await readAll(ideas, "ideas")).toEqual([]);
      }),
    );

    test(
      "is durable when it returns",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const last = await (await bus("ideas")).append(events(0, 200), 0);
        await harness.restart();
        const again = await bus("ideas");
        expect(await readAll(again, "ideas")).toHaveLength(200);
        await expect(again.append([event("more")], 0)).rejects.toMatchObject({ name: "StaleSequence", lastSequence: last });
        expect(await again.append([event("more")], last)).toBeGreaterThan(last);
      }),
    );
  });
}
