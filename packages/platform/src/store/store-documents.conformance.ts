import { describe, expect, test } from "@jest/globals";
import { check, note, type OpenStoreHarness, probing, removal, write } from "./store-harness.ts";

export function documentConformance(open: OpenStoreHarness): void {
  describe("a document", () => {
    test(
      "that was never written is absent",
      probing(open, async ({ store }) => {
        expect(await store.load(note, "nothing")).toBeUndefined();
      }),
    );

    test(
      "begins at version 1 and grows by 1 with each write",
      probing(open, async ({ store, commit }) => {
        expect(await commit({ writes: [write("a", 0, { text: "one" })] })).toEqual({ committed: true });
        expect(await store.load(note, "a")).toEqual({ id: "a", version: 1, state: { text: "one" } });
        expect(await commit({ writes: [write("a", 1, { text: "two" })] })).toEqual({ committed: true });
        expect(await store.load(note, "a")).toEqual({ id: "a", version: 2, state: { text: "two" } });
      }),
    );

    test(
      "that many ask for at the same moment is told to each of them, in a copy of its own",
      probing(open, async ({ store, commit }) => {
        await Promise.all(["a", "b"].map((id) => commit({ writes: [write(id, 0, { text: id })] })));
        const asked = Array.from({ length: 100 }, (_, n) => ["a", "b", "missing"][n % 3] ?? "");
        const loaded = await Promise.all(asked.map((id) => store.load(note, id)));
        expect(loaded.map((one) => one?.state.text)).toEqual(asked.map((id) => (id === "missing" ? undefined : id)));
        expect(new Set(loaded.flatMap((one) => (one === undefined ? [] : [one.state]))).size).toBe(67);
      }),
    );

    test(
      "that was just written is seen by who asks afterwards, whatever is being read at that moment",
      probing(open, async ({ store, commit }) => {
        for (let version = 0; version < 20; version++) {
          const others = Array.from({ length: 10 }, () => store.load(note, "a"));
          await commit({ writes: [write("a", version, { text: String(version) })] });
          expect((await store.load(note, "a"))?.version).toBe(version + 1);
          await Promise.all(others);
        }
      }),
    );

    test(
      "that exists is not made again",
      probing(open, async ({ commit, textOf }) => {
        await commit({ writes: [write("a", 0, { text: "one" })] });
        const again = await commit({ writes: [write("a", 0, { text: "two" })] });
        expect(again).toEqual({ committed: false, conflict: { document: "test-note", id: "a", actualVersion: 1 } });
        expect(await textOf("a")).toBe("one");
      }),
    );

    test(
      "is not written over at another version than the expected one",
      probing(open, async ({ commit, textOf }) => {
        await commit({ writes: [write("a", 0, { text: "one" })] });
        await commit({ writes: [write("a", 1, { text: "two" })] });
        const stale = await commit({ writes: [write("a", 1, { text: "three" })] });
        expect(stale).toEqual({ committed: false, conflict: { document: "test-note", id: "a", actualVersion: 2 } });
        const absent = await commit({ writes: [write("b", 4, { text: "four" })] });
        expect(absent).toEqual({ committed: false, conflict: { document: "test-note", id: "b", actualVersion: 0 } });
        expect(await textOf("a")).toBe("two");
      }),
    );

    test(
      "is removed only at its expected version",
      probing(open, async ({ store, commit }) => {
        await commit({ writes: [write("a", 0, { text: "one" })] });
        const conflict = { document: "test-note", id: "a", actualVersion: 1 };
        expect(await commit({ writes: [removal("a", 7)] })).toEqual({ committed: false, conflict });
        expect(await commit({ writes: [removal("a", 1)] })).toEqual({ committed: true });
        expect(await store.load(note, "a")).toBeUndefined();
        expect(await commit({ writes: [removal("a", 1)] })).toEqual({ committed: false, conflict: { ...conflict, actualVersion: 0 } });
      }),
    );

    test(
      "is checked without being written",
      probing(open, async ({ store, commit }) => {
        await commit({ writes: [write("a", 0, { text: "one" })] });
        expect(await commit({ writes: [check("a", 1), check("absent", 0)] })).toEqual({ committed: true });
        expect((await store.load(note, "a"))?.version).toBe(1);
        const conflict = { document: "test-note", id: "absent", actualVersion: 0 };
        expect(await commit({ writes: [check("absent", 1)] })).toEqual({ committed: false, conflict });
      }),
    );

    test(
      "is kept by value",
      probing(open, async ({ store, commit }) => {
        const given = { text: "one", tags: ["x"] };
        await commit({ writes: [write("a", 0, given)] });
        given.tags.push("y");
        const loaded = await store.load(note, "a");
        (loaded!.state.tags as string[]).push("z");
        expect((await store.load(note, "a"))?.state).toEqual({ text: "one", tags: ["x"] });
      }),
    );

    test(
      "comes back as it was: any letters, any length, empty and missing values",
      probing(open, async ({ store, commit }) => {
        const states = [
          { text: "Straßenbäume für ältere Menschen 🚲🏳️‍🌈 e\u0301 \u0000 \\ \" ' $set a.b" },
          { text: "x".repeat(300_000) },
          { text: "", tags: [] },
          { text: "deep", $where: { "a.b": { $gt: [null, 0.1, -0, 1e21, false] } } },
        ];
        for (const [index, state] of states.entries()) {
          await commit({ writes: [write(`s${index}`, 0, state)] });
          expect((await store.load(note, `s${index}`))?.state).toEqual(JSON.parse(JSON.stringify(state)));
        }
      }),
    );

    test(
      "is loaded with others in the order of their ids, absent ones included",
      probing(open, async ({ store, commit }) => {
        await commit({ writes: [write("a", 0, { text: "A" }), write("b", 0, { text: "B" })] });
        const many = await store.loadMany(note, ["b", "none", "a", "b"]);
        expect(many.map((loaded) => loaded?.state.text)).toEqual(["B", undefined, "A", "B"]);
        expect(await store.loadMany(note, [])).toEqual([]);
        await expect(
          store.loadMany(
            note,
            Array.from({ length: 1_001 }, (_, index) => `n${index}`),
          ),
        ).rejects.toThrow(RangeError);
      }),
    );
  });

  describe("a unique field", () => {
    test(
      "is held by one document at a time",
      probing(open, async ({ commit, textOf }) => {
        await commit({ writes: [write("a", 0, { text: "A", slug: "park" })] });
        const second = await commit({ writes: [write("b", 0, { text: "B", slug: "park" })] });
        expect(second).toEqual({ committed: false, conflict: { unique: "slug", document: "test-note", id: "b" } });
        expect(await textOf("b")).toBeUndefined();
        expect(await commit({ writes: [write("a", 1, { text: "A2", slug: "park" })] })).toEqual({ committed: true });
      }),
    );

    test(
      "is free again after a change or removal",
      probing(open, async ({ commit }) => {
        await commit({ writes: [write("a", 0, { text: "A", slug: "park" })] });
        await commit({ writes: [write("a", 1, { text: "A", slug: "lake" })] });
        expect(await commit({ writes: [write("b", 0, { text: "B", slug: "park" })] })).toEqual({ committed: true });
        await commit({ writes: [removal("a", 2)] });
        expect(await commit({ writes: [write("c", 0, { text: "C", slug: "lake" })] })).toEqual({ committed: true });
      }),
    );

    test(
      "may be missing in any number of documents",
      probing(open, async ({ commit }) => {
        expect(await commit({ writes: [write("a", 0, { text: "A" }), write("b", 0, { text: "B" })] })).toEqual({ committed: true });
      }),
    );

    test(
      "tells of the version first",
      probing(open, async ({ commit }) => {
        await commit({ writes: [write("a", 0, { text: "A", slug: "park" }), write("b", 0, { text: "B" })] });
        const stale = await commit({ writes: [write("b", 7, { text: "B", slug: "park" })] });
        expect(stale).toEqual({ committed: false, conflict: { document: "test-note", id: "b", actualVersion: 1 } });
      }),
    );
  });
}
