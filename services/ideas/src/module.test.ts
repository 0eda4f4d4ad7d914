import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { citizen, nobody, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { ideas } from "./module.ts";
import { anna, bert, cleo, ideaIn, openConsultation, told } from "./testing.ts";

const operations = ideasContract.operations;
const { submitIdea, editIdea, publishIdea, withdrawIdea, readIdea, listIdeas, supportIdea, withdrawSupport, readHistory, answerIdea, readAnswer } =
  operations;

let platform: Started;
beforeEach(async () => {
  platform = await started([ideas]);
});
afterEach(() => platform.stop());

const supportsOf = async (idea: string) => (await platform.done(readIdea, { idea }, nobody)).supports;

describe("an idea", () => {
  test("is public once it is submitted, with everything that was given", async () => {
    const consultation = await openConsultation(platform);
    const place = { position: { latitude: 48.1, longitude: 11.5 }, label: "Weiher" };
    const cost = { amount: 1_250_000, currency: "EUR" };
    const idea = await ideaIn(platform, consultation, { category: "parks", district: "east", place, cost, reference: "BO.D16.14/23" });
    expect(await platform.done(readIdea, { idea }, nobody)).toEqual({
      ...{ id: idea, consultation, stage: "published", title: "Bänke am Weiher", text: "Am Weiher fehlen Bänke im Schatten." },
      ...{ category: "parks", district: "east", place, cost, reference: "BO.D16.14/23", author: { city: false } },
      ...{ publishedAt: "2026-11-23T10:00:00.000Z", activeAt: "2026-11-23T10:00:00.000Z", supports: 0, comments: 0, images: [], version: 1 },
    });
    expect((await platform.done(readIdea, { idea }, anna)).mine).toEqual({ supported: false, author: true });
    expect((await platform.done(readIdea, { idea }, bert)).mine).toEqual({ supported: false, author: false });
    expect((await platform.events("ideas")).find((event) => event.type === "ideas.idea-published.v1")?.data).toEqual({
      ...{ idea, consultation, byCity: false, category: "parks", district: "east", cost },
    });
  });

  test("as a draft is its author's alone until it is published", async () => {
    const consultation = await openConsultation(platform);
    const idea = await ideaIn(platform, consultation, { draft: true });
    expect(await platform.ask(readIdea, { idea }, bert)).toMatchObject({ refused: "idea-not-found" });
    expect(await platform.ask(publishIdea, { idea }, bert)).toMatchObject({ refused: "idea-not-found" });
    expect((await platform.done(listIdeas, {}, anna)).items).toEqual([]);
    expect((await platform.done(listIdeas, { author: "me" }, anna)).items).toMatchObject([{ id: idea, stage: "draft" }]);
    expect(await told(platform)).not.toContain("idea-published");

    expect(await platform.done(publishIdea, { idea }, anna)).toEqual({ idea, version: 2 });
    expect((await platform.done(listIdeas, {}, nobody)).items).toMatchObject([{ id: idea }]);
    expect(await platform.ask(publishIdea, { idea }, anna)).toMatchObject({ refused: "not-in-this-stage" });
    expect(await told(platform)).toContain("idea-published");
  });

  test("is refused where the consultation does not take it, with a reason that helps", async () => {
    const consultation = await openConsultation(platform, { minimumAssurance: 2 });
    const idea = { consultation, title: "T", text: "T" };
    expect(await platform.ask(submitIdea, idea, anna)).toMatchObject({ refused: "assurance-too-low", facts: { needed: 2, yours: 0 } });
    const sure = citizen("sure", { assurance: 3 });
    expect(await platform.ask(submitIdea, { ...idea, category: "air" }, sure)).toMatchObject({ refused: "unknown-category" });
    expect(await platform.ask(submitIdea, { ...idea, district: "west" }, sure)).toMatchObject({ refused: "unknown-district" });
    expect(await platform.ask(submitIdea, { ...idea, consultation: anna.by! }, sure)).toMatchObject({ refused: "consultation-not-found" });
    expect(await platform.ask(submitIdea, { ...idea, asCity: true }, sure)).toMatchObject({ refused: "grant-needed" });
    expect(await platform.ask(submitIdea, idea, nobody)).toMatchObject({ refused: "token-needed" });
    await platform.done(submitIdea, { ...idea, reference: "7" }, sure);
    expect(await platform.ask(submitIdea, { ...idea, reference: "7" }, sure)).toMatchObject({ refused: "reference-taken" });
  });

  test("may come from the city itself, before and after the phase for ideas", async () => {
    const consultation = await openConsultation(platform, { schedule: [] });
    expect(await platform.ask(submitIdea, { consultation, title: "T", text: "T" }, anna)).toMatchObject({ refused: "not-in-this-phase" });
    const idea = await ideaIn(platform, consultation, { asCity: true, reference: "1" }, cleo);
    expect(await platform.done(readIdea, { idea }, nobody)).toMatchObject({ author: { city: true }, reference: "1" });
    await platform.done(editIdea, { idea, title: "By a colleague" }, staff("colleague"));
    expect(await platform.ask(editIdea, { idea, title: "x" }, anna)).toMatchObject({ refused: "not-the-author" });
  });

  test("is edited by its author, not over a newer edit, and every edit shows", async () => {
    const consultation = await openConsultation(platform);
    const idea = await ideaIn(platform, consultation, { category: "parks" });
    await platform.advance(60_000);
    expect(await platform.done(editIdea, { idea, title: "Neu", category: null }, { ...anna, ifMatch: 1 })).toEqual({ idea, version: 2 });
    const shown = await platform.done(readIdea, { idea }, nobody);
    expect(shown).toMatchObject({ title: "Neu", text: "Am Weiher fehlen Bänke im Schatten.", editedAt: "2026-11-23T10:01:00.000Z", version: 2 });
    expect(shown.category).toBeUndefined();
    expect(await platform.ask(editIdea, { idea, title: "Z" }, { ...anna, ifMatch: 1 })).toMatchObject({ refused: "version-mismatch" });
    expect(await platform.ask(editIdea, { idea, title: "Z" }, bert)).toMatchObject({ refused: "not-the-author" });
    expect((await platform.done(readHistory, { idea }, nobody)).items).toMatchObject([
      { what: "published" },
      { what: "edited", facts: { fields: "title,category" }, at: "2026-11-23T10:01:00.000Z" },
    ]);
    await platform.done(operations.movePhase, { consultation, phase: "review" }, cleo);
    expect(await platform.ask(editIdea, { idea, title: "Z" }, anna)).toMatchObject({ refused: "not-in-this-phase" });
  });

  test("that is withdrawn shows no text to others, keeps its history, and loses its text in the end", async () => {
    const consultation = await openConsultation(platform);
    const idea = await ideaIn(platform, consultation);
    await platform.done(withdrawIdea, { idea, because: "done" }, anna);
    const left = await platform.done(readIdea, { idea }, nobody);
    expect(left).toMatchObject({ stage: "withdrawn", images: [] });
    expect([left.title, left.text, left.author]).toEqual([undefined, undefined, undefined]);
    expect(await platform.done(readIdea, { idea }, anna)).toMatchObject({ title: "Bänke am Weiher", text: expect.any(String) });
    expect((await platform.done(listIdeas, { q: "Weiher" }, nobody)).items).toEqual([]);
    expect(await platform.ask(supportIdea, { idea }, bert)).toMatchObject({ refused: "not-in-this-stage" });
    expect((await platform.done(readHistory, { idea }, nobody)).items.map((step) => step.what)).toEqual(["published", "withdrawn"]);

    await platform.advance(31 * 86_400_000);
    const emptied = await platform.done(readIdea, { idea }, anna);
    expect([emptied.title, emptied.text]).toEqual([undefined, undefined]);
  });

  test("that was withdrawn as a draft never was, for others", async () => {
    const idea = await ideaIn(platform, await openConsultation(platform), { draft: true });
    await platform.done(withdrawIdea, { idea }, anna);
    expect(await platform.ask(readIdea, { idea }, bert)).toMatchObject({ refused: "idea-not-found" });
    expect(await platform.ask(readHistory, { idea }, bert)).toMatchObject({ refused: "idea-not-found" });
    expect(await told(platform)).toEqual(["consultation-opened"]);
  });
});

describe("supporting", () => {
  test("50 people at once are 50 supports; one person 50 times is one", async () => {
    const idea = await ideaIn(platform, await openConsultation(platform));
    await Promise.all(Array.from({ length: 50 }, (_, n) => platform.done(supportIdea, { idea }, citizen(`c${n}`))));
    await Promise.all(Array.from({ length: 50 }, () => platform.done(supportIdea, { idea }, bert)));
    await platform.settle();
    await platform.advance(1_000);
    expect(await supportsOf(idea)).toBe(51);
    const counts = (await platform.events("ideas")).filter((event) => event.type === "ideas.supported-count-changed.v1");
    expect(counts.at(-1)?.data["supports"]).toBe(51);
    expect(counts.length).toBeLessThanOrEqual(3);
  });

  test("can be taken back and given again", async () => {
    const idea = await ideaIn(platform, await openConsultation(platform));
    const count = async () => {
      await platform.advance(1_000);
      return supportsOf(idea);
    };
    expect(await platform.done(supportIdea, { idea }, bert)).toEqual({ idea, supported: true });
    expect(await count()).toBe(1);
    expect((await platform.done(listIdeas, {}, bert)).items).toMatchObject([{ mine: { supported: true, author: false } }]);
    expect(await platform.done(withdrawSupport, { idea }, bert)).toEqual({ idea, supported: false });
    expect(await platform.done(withdrawSupport, { idea }, bert)).toEqual({ idea, supported: false });
    expect(await count()).toBe(0);
    await platform.done(supportIdea, { idea }, bert);
    expect(await count()).toBe(1);
    expect((await platform.done(readIdea, { idea }, bert)).mine).toEqual({ supported: true, author: false });
  });

  test("is counted right however supports and counts come between each other", async () => {
    const idea = await ideaIn(platform, await openConsultation(platform));
    for (let n = 0; n < 40; n += 1) {
      const given = platform.done(n % 4 === 3 ? withdrawSupport : supportIdea, { idea }, citizen(`c${n % 4 === 3 ? n - 1 : n}`));
      await (n % 3 === 0 ? platform.advance(1_000) : platform.settle());
      await given;
    }
    await platform.advance(2_000);
    await platform.advance(2_000);
    expect(await supportsOf(idea)).toBe(20);
  });

  test("reaches the threshold once, which obliges the city to answer in time", async () => {
    const consultation = await openConsultation(platform, { supportThreshold: 2, answerWithinDays: 30 });
    const idea = await ideaIn(platform, consultation);
    await platform.done(supportIdea, { idea }, anna);
    await platform.advance(1_000);
    await platform.done(supportIdea, { idea }, bert);
    await platform.advance(1_000);
    await platform.done(withdrawSupport, { idea }, bert);
    await platform.advance(1_000);
    await platform.done(supportIdea, { idea }, bert);
    await platform.advance(1_000);
    expect((await told(platform)).filter((type) => type === "support-threshold-reached")).toHaveLength(1);
    expect((await platform.done(readIdea, { idea }, nobody)).answerDueAt).toBe("2026-12-23T10:00:01.000Z");
    await platform.advance(31 * 86_400_000);
    expect((await told(platform)).filter((type) => type === "answer-overdue")).toHaveLength(1);
    expect((await platform.done(readHistory, { idea }, nobody)).items.map((step) => step.what)).toEqual([
      "published",
      "threshold-reached",
      "answer-overdue",
    ]);
  });

  test("is possible only when and as the consultation says", async () => {
    const consultation = await openConsultation(platform, { supportPhases: ["review"] });
    const idea = await ideaIn(platform, consultation);
    expect(await platform.ask(supportIdea, { idea }, bert)).toMatchObject({ refused: "not-in-this-phase", facts: { phase: "ideas" } });
    await platform.done(operations.movePhase, { consultation, phase: "review" }, cleo);
    await platform.done(supportIdea, { idea }, bert);
  });
});

describe("an official answer", () => {
  test("is published at once, and when it is changed its earlier edition stays readable", async () => {
    const idea = await ideaIn(platform, await openConsultation(platform, { supportThreshold: 1, answerWithinDays: 1 }));
    await platform.done(supportIdea, { idea }, bert);
    await platform.settle();
    expect(await platform.ask(readAnswer, { idea }, nobody)).toMatchObject({ refused: "not-answered" });
    expect(await platform.done(answerIdea, { idea, verdict: "partly", text: "Zwei Bänke." }, cleo)).toEqual({ idea, version: 2 });
    await platform.advance(60_000);
    await platform.done(answerIdea, { idea, verdict: "accepted", text: "Drei Bänke." }, cleo);
    expect(await platform.done(readIdea, { idea }, nobody)).toMatchObject({
      answer: "accepted",
      officialAnswer: { verdict: "accepted", text: "Drei Bänke.", editions: 2 },
    });
    expect((await platform.done(readAnswer, { idea }, nobody)).editions.map((edition) => edition.text)).toEqual(["Drei Bänke.", "Zwei Bänke."]);
    await platform.advance(2 * 86_400_000);
    expect(await told(platform)).not.toContain("answer-overdue");
    expect((await platform.done(listIdeas, { answered: true }, nobody)).items).toHaveLength(1);
    expect((await platform.done(listIdeas, { answered: false }, nobody)).items).toHaveLength(0);
    expect(await platform.ask(answerIdea, { idea, verdict: "accepted", text: "x" }, anna)).toMatchObject({ refused: "grant-needed" });
  });
});
