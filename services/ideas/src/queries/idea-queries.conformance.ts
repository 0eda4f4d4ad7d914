import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import { ideaDocument, ideaTextDocument, writerDocument } from "../domain/documents.ts";
import type { Idea, PublishedIdea } from "../domain/idea.ts";
import { type After, type IdeaQueries, type PublicPage, RARE_MAX, SEARCHED_MAX, sortValue } from "./idea-queries.ts";

export type OpenedIdeaQueries = { readonly store: Store; readonly queries: IdeaQueries; close(): Promise<void> };

const anna = "0198c5a0-0000-7000-8000-00000000000a";
const bert = "0198c5a0-0000-7000-8000-00000000000b";
const C1 = "0198c5a0-0000-7000-8000-0000000000c1";
const C2 = "0198c5a0-0000-7000-8000-0000000000c2";
const id = (n: number) => `0198c5a0-0000-7000-8000-${String(n).padStart(12, "0")}`;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString();

function published(n: number, more: Partial<PublishedIdea> = {}): PublishedIdea {
  return {
    ...{ stage: "published", consultation: C1, audience: "public", author: anna, byCity: false, title: `Idee ${n}`, images: [] },
    ...{ publishedAt: at(n), activeAt: at(n), supports: 0, comments: 0, countedAtMs: 0 },
    ...more,
  };
}

/** What every database's adapter of IdeaQueries keeps. */
export function ideaQueriesConformance(database: string, open: () => Promise<OpenedIdeaQueries>): void {
  describe(`lists of ideas on ${database}`, () => {
    let opened: OpenedIdeaQueries;
    beforeAll(async () => {
      opened = await open();
      await fillSome(opened.store);
    });
    afterAll(() => opened.close());

    const all: PublicPage = { sort: "newest", staffToo: false, limit: 100 };
    const listed = async (page: Partial<PublicPage>) => numbers(await opened.queries.listPublished({ ...all, ...page }));
    const found = async (words: string[], page: Partial<PublicPage> = {}) => numbers((await opened.queries.search({ ...all, ...page, words })).rows);

    test("have what is public, newest first; ids decide between equal times, the greater first", async () => {
      expect(await listed({})).toEqual([6, 5, 4, 3, 1, 2]);
      expect(await listed({ staffToo: true })).toEqual([7, 6, 5, 4, 3, 1, 2]);
    });

    test("are sorted by supports and by activity", async () => {
      expect(await listed({ sort: "most-supported" })).toEqual([3, 2, 6, 5, 4, 1]);
      expect(await listed({ sort: "recently-active" })).toEqual([1, 6, 5, 4, 3, 2]);
    });

    test("go on behind any of their ideas", async () => {
      for (const sort of ["newest", "most-supported", "recently-active"] as const) {
        const whole = await opened.queries.listPublished({ ...all, sort });
        for (const [index, row] of whole.entries()) {
          const after: After = { value: sortValue(sort, row.idea), id: row.id };
          expect(await listed({ sort, after })).toEqual(numbers(whole.slice(index + 1)));
        }
      }
    });

    test("are filtered by each field and by all together", async () => {
      expect(await listed({ consultation: C2 })).toEqual([6]);
      expect(await listed({ category: "parks" })).toEqual([6, 5, 3]);
      expect(await listed({ district: "east" })).toEqual([5, 4]);
      expect(await listed({ district: "east", category: "parks" })).toEqual([5]);
      expect(await listed({ consultation: C1, category: "parks" })).toEqual([5, 3]);
      expect(await listed({ consultation: C1, district: "east" })).toEqual([5, 4]);
      expect(await listed({ answered: true })).toEqual([4]);
      expect(await listed({ answered: false, consultation: C1, category: "parks", district: "east" })).toEqual([5]);
      expect(await listed({ consultation: C2, district: "east" })).toEqual([]);
    });

    test("come with the names that authors show now", async () => {
      const rows = await opened.queries.listPublished(all);
      expect(rows.map((row) => row.name)).toEqual([undefined, undefined, "Anna", "Anna", "Anna", "Anna"]);
    });

    test("find words and beginnings of words, all of them", async () => {
      expect(await found(["baenke"])).toEqual([5, 3]);
      expect(await found(["bae", "schatten"])).toEqual([3]);
      expect(await found(["baenke"], { sort: "most-supported" })).toEqual([3, 5]);
      expect(await found(["baenke"], { district: "east" })).toEqual([5]);
      expect(await found(["anke"])).toEqual([]);
      const [first] = await opened.queries.listPublished({ ...all, after: { value: at(6), id: id(6) }, limit: 1 });
      expect(await found(["baenke"], { after: { value: first!.idea.publishedAt, id: first!.id } })).toEqual([3]);
    });

    test("of one's own have every stage, newest first, but nothing erased", async () => {
      const own = async (page: Partial<Parameters<IdeaQueries["listOwn"]>[0]>) =>
        numbers(await opened.queries.listOwn({ author: bert, limit: 10, ...page }));
      expect(await own({})).toEqual([10, 9, 8, 6, 5]);
      expect(await own({ stage: "hidden" })).toEqual([9]);
      expect(await own({ consultation: C2 })).toEqual([6]);
      expect(await own({ before: id(9), limit: 2 })).toEqual([8, 6]);
    });

    test("of what is no longer public leave out withdrawn drafts", async () => {
      const gone = async (page: Partial<Parameters<IdeaQueries["listNoLongerPublic"]>[0]>) =>
        numbers(await opened.queries.listNoLongerPublic({ stage: "withdrawn", limit: 10, ...page }));
      expect(await gone({})).toEqual([10]);
      expect(await gone({ stage: "hidden" })).toEqual([9]);
      expect(await gone({ stage: "hidden", consultation: C1 })).toEqual([9]);
      expect(await gone({ stage: "hidden", consultation: C2 })).toEqual([]);
      expect(await gone({ before: id(10) })).toEqual([]);
    });
  });

  describe(`searching many ideas on ${database}`, () => {
    const MANY = SEARCHED_MAX + 1_000;
    let opened: OpenedIdeaQueries;
    beforeAll(async () => {
      opened = await open();
      await fillMany(opened.store, MANY);
    }, 120_000);
    afterAll(() => opened.close());

    const search = (words: string[], limit: number, after?: After) => opened.queries.search({ sort: "newest", staffToo: false, limit, words, after });

    test("finds a common word at once, newest first", async () => {
      const { rows, lookedUpTo } = await search(["park"], 3);
      expect(numbers(rows)).toEqual([MANY, MANY - 1, MANY - 2]);
      expect(lookedUpTo).toBeUndefined();
    });

    test("finds a rare word among common ones", async () => {
      expect(numbers((await search(["park", "einhorn"], 3)).rows)).toEqual([1]);
    });

    test("says how far it looked when common words are seldom together, and goes on from there to the end", async () => {
      expect(MANY / 2).toBeGreaterThan(RARE_MAX);
      const first = await search(["gerade", "ungerade"], 3);
      expect(first.rows).toEqual([]);
      expect(first.lookedUpTo).toEqual({ value: at(MANY - SEARCHED_MAX + 1), id: id(MANY - SEARCHED_MAX + 1) });
      const second = await search(["gerade", "ungerade"], 3, first.lookedUpTo);
      expect(numbers(second.rows)).toEqual([2]);
      expect(second.lookedUpTo).toBeUndefined();
    });
  });
}

function numbers(rows: readonly { readonly id: string }[]): number[] {
  return rows.map((row) => Number(row.id.slice(-12)));
}

type Put = readonly [DocumentKind<unknown>, string, unknown];

async function commit(store: Store, name: string, puts: readonly Put[]): Promise<void> {
  const writes = puts.map(([kind, key, state]) => ({ kind, id: key, expectedVersion: 0, then: { put: state } }));
  expect(await store.commit({ id: name, writes })).toEqual({ committed: true });
}

async function fillSome(store: Store): Promise<void> {
  const life = { publishedAt: at(0), activeAt: at(0), supports: 0, comments: 0, countedAtMs: 0 };
  const known = { consultation: C1, audience: "public", author: bert, byCity: false } as const;
  const some: Idea[] = [
    published(1, { publishedAt: at(1), activeAt: at(30) }),
    published(2, { publishedAt: at(0), supports: 2 }),
    published(3, { category: "parks", supports: 10 }),
    published(4, { district: "east", answer: "accepted" }),
    published(5, { category: "parks", district: "east", author: bert }),
    published(6, { category: "parks", consultation: C2, author: bert }),
    published(7, { audience: "staff" }),
    { ...known, stage: "draft", title: "Entwurf", images: [] },
    { ...known, ...life, stage: "hidden", title: "Versteckt", images: [], hiddenAt: at(1), ground: "spam" },
    { ...known, stage: "withdrawn", withdrawnAt: at(1), life },
    { stage: "erased", consultation: C1, audience: "public", wasPublic: true },
    { ...known, author: anna, stage: "withdrawn", withdrawnAt: at(1) },
  ];
  const text = (n: number, words: string): Put => [ideaTextDocument, id(n), { title: "", text: words, searchable: true }];
  await commit(store, "some", [
    ...some.map((idea, index): Put => [ideaDocument, id(index + 1), idea]),
    text(3, "Bänke im Schatten"),
    text(5, "Bänke am Weg"),
    text(7, "Bänke für Kollegen"),
    [ideaTextDocument, id(9), { title: "Bänke", text: "versteckt", searchable: false }],
    [writerDocument, anna, { stage: "known", name: "Anna" }],
    [writerDocument, bert, { stage: "known" }],
  ]);
}

async function fillMany(store: Store, many: number): Promise<void> {
  const words = (n: number) => `Park ${n % 2 === 0 || n === 2 ? "gerade" : "ungerade"} ${n === 2 ? "ungerade" : ""} ${n === 1 ? "Einhorn" : ""}`;
  for (let from = 1; from <= many; from += 500) {
    const page = Array.from({ length: Math.min(500, many - from + 1) }, (_, index) => from + index);
    await commit(
      store,
      `many ${from}`,
      page.flatMap((n): Put[] => [
        [ideaDocument, id(n), published(n)],
        [ideaTextDocument, id(n), { title: "", text: words(n), searchable: true }],
      ]),
    );
  }
}
