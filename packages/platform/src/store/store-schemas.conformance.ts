import { describe, expect, test } from "@jest/globals";
import type { DocumentKind } from "../rule.ts";
import { note, type OpenStoreHarness, probeOf, probing, write } from "./store-harness.ts";

type Titled = { readonly title: string; readonly words: readonly string[] };

/** What became of `note` two releases later; schema 2 only renamed a field. */
const titled: DocumentKind<Titled> = {
  name: "test-note",
  schema: 3,
  upcasters: {
    1: (old) => ({ title: (old as { text: string }).text }),
    2: (old) => ({ title: (old as { title: string }).title, words: (old as { title: string }).title.split(" ") }),
  },
  fields: {
    scalars: ["title"],
    lists: ["words"],
    of: ({ title, words }) => ({ title, words }),
  },
  indexes: [["title", "id"]],
  unique: ["title"],
};

const put = (id: string, expectedVersion: number, state: Titled) => ({
  kind: titled as DocumentKind<unknown>,
  id,
  expectedVersion,
  then: { put: state },
});

export function schemaConformance(open: OpenStoreHarness): void {
  describe("a document of an older release", () => {
    test(
      "comes upcast, step by step, at its version",
      probing(open, async ({ harness, commit }) => {
        await commit({ writes: [write("a", 0, { text: "more benches" }), write("b", 0, { text: "b" })] });
        await harness.shut();
        const { store } = await probeOf(harness, [titled]);
        expect(await store.load(titled, "a")).toEqual({ id: "a", version: 1, state: { title: "more benches", words: ["more", "benches"] } });
        expect((await store.loadMany(titled, ["b"])).map((loaded) => loaded?.state.title)).toEqual(["b"]);
      }),
    );

    test(
      "is written back in today's schema",
      probing(open, async ({ harness, commit }) => {
        await commit({ writes: [write("a", 0, { text: "old" })] });
        await harness.shut();
        const newer = await probeOf(harness, [titled]);
        expect(await newer.commit({ writes: [put("a", 1, { title: "new", words: [] })] })).toEqual({ committed: true });
        expect(await newer.store.load(titled, "a")).toEqual({ id: "a", version: 2, state: { title: "new", words: [] } });
      }),
    );

    test(
      "counts for a field that is unique since",
      probing(open, async ({ harness, commit }) => {
        await commit({ writes: [write("a", 0, { text: "same" })] });
        await harness.shut();
        const newer = await probeOf(harness, [titled]);
        const second = await newer.commit({ writes: [put("b", 0, { title: "same", words: [] })] });
        expect(second).toEqual({ committed: false, conflict: { unique: "title", document: "test-note", id: "b" } });
      }),
    );

    test(
      "fails loudly when an upcaster is missing",
      probing(open, async ({ harness, commit }) => {
        await commit({ writes: [write("a", 0, { text: "old" })] });
        const gap: DocumentKind<unknown> = { name: "test-note", schema: 3, upcasters: { 2: (old) => old } };
        await harness.shut();
        const opened = probeOf(harness, [gap]).then(({ store }) => store.load(gap, "a"));
        await expect(opened).rejects.toThrow("no upcaster from schema 1");
      }),
    );
  });

  test(
    "a document of a newer release is read as it is by the one before",
    probing(open, async ({ harness }) => {
      await harness.shut();
      const newer = await probeOf(harness, [titled]);
      await newer.commit({ writes: [put("a", 0, { title: "new", words: ["new"] })] });
      await harness.shut();
      const older: DocumentKind<Titled> = { name: "test-note", schema: 2 };
      const { store } = await probeOf(harness, [older]);
      expect((await store.load(older, "a"))?.state).toEqual({ title: "new", words: ["new"] });
    }),
  );

  test(
    "a kind that the module does not declare is a bug",
    probing(open, async ({ store }) => {
      const stranger: DocumentKind<unknown> = { ...(note as DocumentKind<unknown>), name: "stranger" };
      await expect(store.load(stranger, "a")).rejects.toThrow("stranger");
    }),
  );
}
