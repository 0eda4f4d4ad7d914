import { describe, expect, test } from "@jest/globals";
import { READ_EVENTS_MAX } from "./bus.ts";
import { event, events, type OpenBusHarness, probing, readAll } from "./bus-harness.ts";
import { AskForbidden } from "./errors.ts";

const LONG = "x".repeat(200_000);

export function readConformance(open: OpenBusHarness): void {
  describe("reading", () => {
    test(
      "goes on after a position, page by page",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const last = await ideas.append(events(0, 25), 0);
        const voting = await bus("voting", { hears: ["ideas"] });
        const whole = await readAll(voting, "ideas");
        const page = await voting.read("ideas", whole[9]!.sequence, 10);
        expect(page.entries).toEqual(whole.slice(10, 20));
        expect(page.lastSequence).toBe(last);
        expect((await voting.read("ideas", whole[19]!.sequence, 10)).entries).toEqual(whole.slice(20));
        expect((await voting.read("ideas", last, 10)).entries).toEqual([]);
        expect((await voting.read("ideas", last + 1_000, 10)).entries).toEqual([]);
        expect(await readAll(voting, "ideas", 1)).toEqual(whole);
      }),
    );

    test(
      "gives sequences that grow",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        for (let last = 0, n = 0; n < 5; n += 1) last = await ideas.append(events(n * 10, 3), last);
        const sequences = (await readAll(ideas, "ideas")).map((entry) => entry.sequence);
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
        expect(new Set(sequences).size).toBe(15);
        expect(sequences[0]).toBeGreaterThan(0);
      }),
    );

    test(
      "leaves nothing out that a page has no room for",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        for (let n = 0, last = 0; n < 6; n += 1)
          last = await ideas.append(
            Array.from({ length: 10 }, (_, index) => event(`e${n * 10 + index}`, { LONG })),
            last,
          );
        const all = await readAll(ideas, "ideas");
        expect(all.map((entry) => entry.event.id)).toEqual(Array.from({ length: 60 }, (_, index) => `e${index}`));
      }),
    );

    test(
      "while others append sees no gap that fills later",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { hears: ["ideas"] })];
        let appending = true;
        const writer = (async () => {
          for (let n = 0, last = 0; n < 40; n += 1) last = await ideas.append(events(n * 7, 7), last);
          appending = false;
        })();
        const seen: string[] = [];
        let after = 0;
        for (let isEnd = false; !isEnd; ) {
          const wasComplete = !appending; // asked before the read: what is appended meanwhile needs one more
          const { entries } = await voting.read("ideas", after, 10);
          seen.push(...entries.map((entry) => entry.event.id));
          after = entries.at(-1)?.sequence ?? after;
          isEnd = wasComplete && entries.length === 0;
          await new Promise((resolve) => setTimeout(resolve));
        }
        await writer;
        expect(seen).toEqual(events(0, 280).map(({ id }) => id));
      }),
    );

    test(
      "an absent stream finds it empty",
      probing(open, async ({ bus }) => {
        const voting = await bus("voting", { hears: ["ideas"] });
        expect(await voting.read("ideas", 0, 10)).toEqual({ epoch: "", lastSequence: 0, entries: [] });
      }),
    );

    test(
      "is limited",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        for (const limit of [0, -1, READ_EVENTS_MAX + 1, Number.NaN]) await expect(ideas.read("ideas", 0, limit)).rejects.toThrow(RangeError);
      }),
    );

    test(
      "what one does not declare to hear is forbidden",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas", "people");
        const voting = await bus("voting", { hears: ["ideas"] });
        await expect(voting.read("people", 0, 10)).rejects.toThrow(AskForbidden);
        await expect(voting.listen("people", () => undefined)).rejects.toThrow(AskForbidden);
      }),
    );
  });

  describe("an epoch", () => {
    test(
      "stays while the stream does, over restarts, and is each stream's own",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas", "people");
        const ideas = await bus("ideas", { hears: ["people"] });
        const { epoch } = await ideas.read("ideas", 0, 1);
        expect(epoch).not.toBe("");
        await ideas.append(events(0, 3), 0);
        expect((await ideas.read("ideas", 3, 1)).epoch).toBe(epoch);
        expect((await ideas.read("people", 0, 1)).epoch).not.toBe(epoch);
        await harness.restart();
        expect((await (await bus("ideas")).read("ideas", 0, 1)).epoch).toBe(epoch);
      }),
    );

    test(
      "changes when the stream is made anew",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const { epoch } = await (await bus("ideas")).read("ideas", 0, 1);
        await harness.rebuild("ideas");
        const after = await (await bus("ideas")).read("ideas", 0, 1);
        expect(after.epoch).not.toBe(epoch);
        expect(after.epoch).not.toBe("");
      }),
    );
  });
}
