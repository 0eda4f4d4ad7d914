import { describe, expect, test } from "@jest/globals";
import { StoreUnavailable } from "./errors.ts";
import { COMMIT_PARTS_MAX } from "./store.ts";
import { check, done, fact, idsOf, type OpenStoreHarness, probeOf, probing, task, write } from "./store-harness.ts";

const DAY_MS = 86_400_000;

export function commitConformance(open: OpenStoreHarness): void {
  describe("a commit", () => {
    test(
      "is all of it",
      probing(open, async (probe) => {
        const { commit, take, textOf, store, world, harness } = probe;
        await commit({ tasks: [task("first")] });
        const [taken] = await take();
        const position = { stream: "other", from: undefined, to: { epoch: "e", sequence: 7 } };
        const answer = { scope: "s", fingerprint: "f", body: "{}", expiresAtMs: world.nowMs() + DAY_MS };
        const writes = [write("a", 0, { text: "A" }), write("b", 0, { text: "B" })];
        const all = { writes, facts: [fact("a", 1)], tasks: [task("second")], task: done(taken!), position, answer };
        expect(await commit(all)).toEqual({ committed: true });
        expect([await textOf("a"), await textOf("b")]).toEqual(["A", "B"]);
        expect(idsOf(await harness.events())).toEqual(["a:1:0"]);
        expect(idsOf(await take())).toEqual(["second"]);
        expect(await store.position("other")).toEqual({ epoch: "e", sequence: 7 });
        expect(await store.answerOf("s", world.nowMs())).toEqual({ fingerprint: "f", body: "{}" });
      }),
    );

    test(
      "with a conflict is nothing of it",
      probing(open, async (probe) => {
        const { commit, take, textOf, store, world, harness } = probe;
        await commit({ writes: [write("late", 0, { text: "1" })], tasks: [task("first")] });
        const [taken] = await take();
        const position = { stream: "other", from: undefined, to: { epoch: "e", sequence: 7 } };
        const answer = { scope: "s", fingerprint: "f", body: "{}", expiresAtMs: world.nowMs() + DAY_MS };
        const writes = [write("a", 0, { text: "A" }), write("late", 0, { text: "2" })];
        const all = { writes, facts: [fact("a", 1)], tasks: [task("second")], task: done(taken!), position, answer };
        const conflict = { document: "test-note", id: "late", actualVersion: 1 };
        expect(await commit(all)).toEqual({ committed: false, conflict });
        expect([await textOf("a"), await textOf("late")]).toEqual([undefined, "1"]);
        expect(await harness.events()).toEqual([]);
        expect(await store.position("other")).toBeUndefined();
        expect(await store.answerOf("s", world.nowMs())).toBeUndefined();
        expect(await commit({ task: done(taken!) })).toEqual({ committed: true });
        expect(await take()).toEqual([]);
      }),
    );

    test(
      "tells the first conflict among its documents",
      probing(open, async ({ commit }) => {
        await commit({ writes: [write("b", 0, { text: "B" }), write("c", 0, { text: "C" })] });
        const result = await commit({ writes: [write("a", 0, { text: "A" }), check("b", 9), write("c", 9, { text: "D" })] });
        expect(result).toEqual({ committed: false, conflict: { document: "test-note", id: "b", actualVersion: 1 } });
      }),
    );

    test(
      "of nothing at all is committed",
      probing(open, async ({ commit }) => {
        expect(await commit({})).toEqual({ committed: true });
      }),
    );

    test(
      "has a limit of parts",
      probing(open, async ({ commit, textOf }) => {
        const writes = Array.from({ length: COMMIT_PARTS_MAX }, (_, index) => write(`w${index}`, 0, { text: "x" }));
        expect(await commit({ writes })).toEqual({ committed: true });
        const more = [...writes.map(({ id }) => write(`more-${id}`, 0, { text: "x" })), write("one-too-many", 0, { text: "x" })];
        await expect(commit({ writes: more })).rejects.toThrow(RangeError);
        expect(await textOf("more-w0")).toBeUndefined();
      }),
    );

    test(
      "is refused once the store is closed",
      probing(open, async ({ store, commit }) => {
        await store.close();
        await expect(commit({ writes: [write("a", 0, { text: "A" })] })).rejects.toThrow(StoreUnavailable);
      }),
    );
  });

  describe("a repeated commit id", () => {
    test(
      "answers committed without a second effect",
      probing(open, async ({ store, textOf, take, harness }) => {
        const commit = { id: "c1", writes: [write("a", 0, { text: "A" })], facts: [fact("a", 1)], tasks: [task("t")] };
        expect(await store.commit(commit)).toEqual({ committed: true });
        expect(await store.commit(commit)).toEqual({ committed: true });
        expect(await store.commit({ id: "c1", writes: [write("b", 0, { text: "B" })] })).toEqual({ committed: true });
        expect([await textOf("a"), await textOf("b")]).toEqual(["A", undefined]);
        expect(await harness.events()).toHaveLength(1);
        expect(idsOf(await take())).toEqual(["t"]);
      }),
    );

    test(
      "has one effect when both are given at the same moment",
      probing(open, async ({ store, harness }) => {
        const commit = { id: "c1", writes: [write("a", 0, { text: "A" })], facts: [fact("a", 1)] };
        const results = await Promise.all(Array.from({ length: 20 }, () => store.commit(commit)));
        expect(results).toEqual(results.map(() => ({ committed: true })));
        expect(await harness.events()).toHaveLength(1);
      }),
    );

    test(
      "is known after a restart",
      probing(open, async ({ store, harness }) => {
        const commit = { id: "c1", writes: [write("a", 0, { text: "A" })] };
        await store.commit(commit);
        await harness.shut();
        expect(await (await probeOf(harness)).store.commit(commit)).toEqual({ committed: true });
      }),
    );

    test(
      "whose first one met a conflict is a first one",
      probing(open, async ({ store, commit, textOf }) => {
        expect((await store.commit({ id: "c1", writes: [write("a", 1, { text: "two" })] })).committed).toBe(false);
        await commit({ writes: [write("a", 0, { text: "one" })] });
        expect(await store.commit({ id: "c1", writes: [write("a", 1, { text: "two" })] })).toEqual({ committed: true });
        expect(await textOf("a")).toBe("two");
      }),
    );

    test(
      "is forgotten by purging, not before its time",
      probing(open, async ({ store, world }) => {
        const commit = { id: "c1", writes: [write("a", 0, { text: "A" })] };
        await store.commit(commit);
        const nowMs = world.nowMs();
        world.advance(DAY_MS);
        await store.purge({ commitsMs: nowMs, answersMs: nowMs, outboxMs: nowMs });
        expect(await store.commit(commit)).toEqual({ committed: true });
        await store.purge({ commitsMs: nowMs + 1, answersMs: nowMs, outboxMs: nowMs });
        expect((await store.commit(commit)).committed).toBe(false);
      }),
    );
  });

  describe("a position", () => {
    const at = (sequence: number) => ({ epoch: "e1", sequence });

    test(
      "moves only from where it is",
      probing(open, async ({ store, commit }) => {
        expect(await store.position("ideas")).toBeUndefined();
        expect(await commit({ position: { stream: "ideas", from: undefined, to: at(5) } })).toEqual({ committed: true });
        const first = await commit({ position: { stream: "ideas", from: undefined, to: at(3) } });
        expect(first).toEqual({ committed: false, conflict: { position: at(5) } });
        const stale = await commit({ position: { stream: "ideas", from: at(4), to: at(9) }, tasks: [task("t")] });
        expect(stale).toEqual({ committed: false, conflict: { position: at(5) } });
        const otherEpoch = await commit({ position: { stream: "ideas", from: { epoch: "e0", sequence: 5 }, to: at(9) } });
        expect(otherEpoch).toEqual({ committed: false, conflict: { position: at(5) } });
        expect(await commit({ position: { stream: "ideas", from: at(5), to: { epoch: "e2", sequence: 0 } } })).toEqual({ committed: true });
        expect(await store.position("ideas")).toEqual({ epoch: "e2", sequence: 0 });
      }),
    );

    test(
      "that was never stored conflicts as undefined",
      probing(open, async ({ commit }) => {
        const result = await commit({ position: { stream: "ideas", from: at(1), to: at(2) } });
        expect(result).toEqual({ committed: false, conflict: { position: undefined } });
      }),
    );
  });

  describe("an idempotent answer", () => {
    const answer = (body: string, expiresAtMs: number) => ({ scope: "anna ideas.submit k1", fingerprint: "f", body, expiresAtMs });

    test(
      "is given until it expires",
      probing(open, async ({ store, commit, world }) => {
        await commit({ answer: answer("one", world.nowMs() + 1_000) });
        expect((await store.answerOf("anna ideas.submit k1", world.nowMs() + 999))?.body).toBe("one");
        expect(await store.answerOf("anna ideas.submit k1", world.nowMs() + 1_000)).toBeUndefined();
        expect(await store.answerOf("anna ideas.submit k2", world.nowMs())).toBeUndefined();
      }),
    );

    test(
      "is stored once: the second commit conflicts before its documents do",
      probing(open, async ({ store, commit, world, textOf }) => {
        const expiresAtMs = world.nowMs() + 1_000;
        await commit({ writes: [write("a", 0, { text: "A" })], answer: answer("one", expiresAtMs) });
        const second = await commit({ writes: [write("a", 0, { text: "A" }), write("b", 0, { text: "B" })], answer: answer("two", expiresAtMs) });
        expect(second).toEqual({ committed: false, conflict: { answered: "anna ideas.submit k1" } });
        expect((await store.answerOf("anna ideas.submit k1", world.nowMs()))?.body).toBe("one");
        expect(await textOf("b")).toBeUndefined();
      }),
    );

    test(
      "may be replaced once it has expired, purged or not",
      probing(open, async ({ store, commit, world }) => {
        await commit({ answer: answer("one", world.nowMs() + 1_000) });
        world.advance(1_000);
        expect(await commit({ answer: answer("two", world.nowMs() + 1_000) })).toEqual({ committed: true });
        world.advance(1_001);
        const nowMs = world.nowMs();
        await store.purge({ commitsMs: 0, answersMs: nowMs, outboxMs: 0 });
        expect(await store.answerOf("anna ideas.submit k1", nowMs - 500)).toBeUndefined();
        expect(await commit({ answer: answer("three", nowMs + 1_000) })).toEqual({ committed: true });
      }),
    );
  });
}
