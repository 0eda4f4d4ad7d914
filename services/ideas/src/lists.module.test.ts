import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Asker } from "@teilhabe/contracts/asker";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import type { SentTo } from "@teilhabe/contracts/operation";
import { citizen, nobody } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { ideas } from "./module.ts";
import { anna, bert, cleo, ideaIn, openConsultation } from "./testing.ts";

const { listIdeas, supportIdea, postComment, withdrawIdea, editIdea, readIdeas } = ideasContract.operations;

let platform: Started;
let consultation: string;
beforeEach(async () => {
  platform = await started([ideas]);
  consultation = await openConsultation(platform);
});
afterEach(() => platform.stop());

async function idsOf(filter: SentTo<typeof listIdeas>, asker: Asker = nobody): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 50; pages += 1) {
    const page = await platform.done(listIdeas, { ...filter, ...(after !== undefined && { after }) }, asker);
    ids.push(...page.items.map((item) => item.id));
    after = page.next;
    if (after === undefined) break;
  }
  return ids;
}

describe("lists of ideas", () => {
  test("have every idea once, newest first, however many are published meanwhile", async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) made.unshift(await ideaIn(platform, consultation, { title: `Idee ${n}` }));
    const first = await platform.done(listIdeas, { limit: 3 }, nobody);
    await ideaIn(platform, consultation, { title: "Dazwischen" });
    const rest = await platform.done(listIdeas, { limit: 10, after: first.next }, nobody);
    expect([...first.items, ...rest.items].map((item) => item.id)).toEqual(made);
    expect(rest.next).toBeUndefined();
  });

  test("are filtered by each field alone and together", async () => {
    const elsewhere = await openConsultation(platform, { title: "Zweite" });
    const a = await ideaIn(platform, consultation, { category: "parks", district: "east" });
    const b = await ideaIn(platform, consultation, { category: "roads", district: "east" });
    const c = await ideaIn(platform, elsewhere, { category: "parks" });
    expect(await idsOf({ consultation })).toEqual([b, a]);
    expect(await idsOf({ category: "parks" })).toEqual([c, a]);
    expect(await idsOf({ district: "east" })).toEqual([b, a]);
    expect(await idsOf({ district: "east", category: "roads" })).toEqual([b]);
    expect(await idsOf({ consultation: elsewhere, category: "parks" })).toEqual([c]);
    expect(await idsOf({ consultation: elsewhere, district: "east" })).toEqual([]);
    expect(await idsOf({ consultation, district: "east", category: "parks", answered: false, limit: 1 })).toEqual([a]);
  });

  test("are sorted by supports and by what happened last, page by page", async () => {
    const [a, b, c] = [await ideaIn(platform, consultation), await ideaIn(platform, consultation), await ideaIn(platform, consultation)];
    for (const [idea, supports] of [
      [a, 2],
      [b, 3],
    ] as const)
      for (let n = 0; n < supports; n += 1) await platform.done(supportIdea, { idea }, citizen(`c${n}`));
    await platform.advance(1_000);
    expect(await idsOf({ sort: "most-supported", limit: 1 })).toEqual([b, a, c]);
    await platform.advance(60_000);
    await platform.done(postComment, { idea: c, text: "Ja" }, bert);
    await platform.advance(60_000);
    await platform.done(editIdea, { idea: a, text: "Neu" }, anna);
    await platform.advance(1_000);
    expect(await idsOf({ sort: "recently-active", limit: 1 })).toEqual([a, c, b]);
  });

  test("find words in title and text, by their beginnings, whatever case and umlauts", async () => {
    const a = await ideaIn(platform, consultation, { title: "Mehr Bänke", text: "Für die Straßen im Osten" });
    const b = await ideaIn(platform, consultation, { title: "Trinkbrunnen", text: "Am Bahnhof, neben den BÄNKEN" });
    expect(await idsOf({ q: "baenke" })).toEqual([b, a]);
    expect(await idsOf({ q: "bänke strasse" })).toEqual([a]);
    expect(await idsOf({ q: "brunnen" })).toEqual([]);
    expect(await idsOf({ q: "bänke", category: "parks" })).toEqual([]);
    expect(await idsOf({ q: "…" })).toEqual([]);
    await platform.done(editIdea, { idea: a, title: "Mehr Stühle" }, anna);
    expect(await idsOf({ q: "baenke" })).toEqual([b]);
    expect(await idsOf({ q: "stuhle" })).toEqual([]);
    expect(await idsOf({ q: "stühle" })).toEqual([a]);
  });

  test("of one's own have every stage, or one", async () => {
    const draft = await ideaIn(platform, consultation, { draft: true });
    const gone = await ideaIn(platform, consultation);
    const there = await ideaIn(platform, consultation);
    await ideaIn(platform, consultation, {}, bert);
    await platform.done(withdrawIdea, { idea: gone }, anna);
    expect(await idsOf({ author: "me", limit: 2 }, anna)).toEqual([there, gone, draft]);
    expect(await idsOf({ author: "me", stage: "draft" }, anna)).toEqual([draft]);
    expect(await idsOf({ author: "me", consultation: gone }, anna)).toEqual([]);
    expect(await platform.ask(listIdeas, { author: "me" }, nobody)).toMatchObject({ refused: "token-needed" });
    expect(await platform.ask(listIdeas, { author: "me", q: "x" }, anna)).toMatchObject({ refused: "not-combinable" });
    expect(await platform.ask(listIdeas, { stage: "draft" }, cleo)).toMatchObject({ refused: "grant-needed" });
    expect(await platform.ask(listIdeas, { stage: "withdrawn" }, anna)).toMatchObject({ refused: "grant-needed" });
    expect(await idsOf({ stage: "withdrawn" }, cleo)).toEqual([gone]);
  });

  test("refuse a cursor of another list", async () => {
    for (let n = 0; n < 3; n += 1) await ideaIn(platform, consultation);
    const { next } = await platform.done(listIdeas, { limit: 1 }, nobody);
    expect(await platform.ask(listIdeas, { limit: 1, sort: "most-supported", after: next }, nobody)).toMatchObject({ refused: "bad-cursor" });
    expect(await platform.ask(listIdeas, { limit: 1, sort: "recently-active", after: next }, nobody)).toMatchObject({ refused: "bad-cursor" });
    expect(await platform.ask(listIdeas, { after: "abc" }, nobody)).toMatchObject({ refused: "bad-cursor" });
  });
});

test("other services read titles of what was or is public, and nothing of drafts", async () => {
  const there = await ideaIn(platform, consultation, { reference: "7", category: "parks" });
  const draft = await ideaIn(platform, consultation, { draft: true });
  expect(await platform.done(readIdeas, { ideas: [draft, there] })).toEqual({
    ideas: [
      {
        idea: there,
        consultation,
        audience: "public",
        stage: "published",
        title: "Bänke am Weiher",
        reference: "7",
        category: "parks",
        author: anna.by,
      },
    ],
  });
});
