import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { nobody, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { ideas } from "./module.ts";
import { anna, bert, cleo, ideaIn, openConsultation, told } from "./testing.ts";

const operations = ideasContract.operations;
const { createConsultation, editConsultation, publishConsultation, movePhase, readConsultation, listConsultations, readConsultations } = operations;

let platform: Started;
beforeEach(async () => {
  platform = await started([ideas]);
});
afterEach(() => platform.stop());

const phaseOf = async (consultation: string) => (await platform.done(readConsultation, { consultation }, nobody)).phase;

describe("a consultation", () => {
  test("is staff's until it is published", async () => {
    const draft = { title: "T", description: "D" };
    expect(await platform.ask(createConsultation, draft, anna)).toMatchObject({ refused: "grant-needed" });
    const { consultation, version } = await platform.done(createConsultation, draft, cleo);
    expect(version).toBe(1);
    expect(await platform.ask(readConsultation, { consultation }, anna)).toMatchObject({ refused: "consultation-not-found" });
    expect(await platform.done(readConsultation, { consultation }, staff("other"))).toMatchObject({
      stage: "draft",
      phase: "inform",
      rules: { answerWithinDays: 90 },
    });
    expect(await platform.ask(listConsultations, { stage: "draft" }, anna)).toMatchObject({ refused: "grant-needed" });
    expect((await platform.done(listConsultations, { stage: "draft" }, cleo)).items).toHaveLength(1);

    await platform.done(publishConsultation, { consultation }, cleo);
    expect(await platform.ask(publishConsultation, { consultation }, cleo)).toMatchObject({ refused: "already-published" });
    expect(await platform.done(readConsultation, { consultation }, nobody)).toMatchObject({ stage: "published", version: 2 });
    expect((await platform.done(listConsultations, {}, nobody)).items).toMatchObject([{ id: consultation, title: "T" }]);
    expect(await platform.done(readConsultations, { consultations: [consultation, anna.by!] })).toEqual({
      consultations: [{ consultation, title: "T", audience: "public", phase: "inform" }],
    });
  });

  test("enters its phases at their planned times, told once each, also when time has skipped some", async () => {
    const from = (day: number) => `2026-12-${String(day).padStart(2, "0")}T10:00:00+01:00`;
    const consultation = await openConsultation(platform, {
      schedule: [
        { phase: "ideas", from: from(1) },
        { phase: "review", from: from(2) },
        { phase: "vote", from: from(20) },
      ],
    });
    expect(await phaseOf(consultation)).toBe("inform");
    await platform.advance(20 * 86_400_000);
    expect(await phaseOf(consultation)).toBe("review");
    await platform.advance(20 * 86_400_000);
    const changes = (await platform.events("ideas")).filter((event) => event.type === "ideas.consultation-phase-changed.v1");
    expect(changes.map((event) => event.data)).toEqual([
      { consultation, phase: "review", previous: "inform", since: "2026-12-02T09:00:00.000Z" },
      { consultation, phase: "vote", previous: "review", since: "2026-12-20T09:00:00.000Z" },
    ]);
  });

  test("is moved by staff, and its later phases still begin as planned", async () => {
    const consultation = await openConsultation(platform, {
      schedule: [
        { phase: "ideas", from: "2026-11-01T00:00:00Z" },
        { phase: "vote", from: "2026-12-01T00:00:00Z" },
      ],
    });
    expect(await platform.done(movePhase, { consultation, phase: "review", reason: "Alle Ideen sind da." }, cleo)).toEqual({
      consultation,
      version: 3,
    });
    expect(await platform.done(movePhase, { consultation, phase: "review" }, cleo)).toEqual({ consultation, version: 3 });
    expect(await phaseOf(consultation)).toBe("review");
    await platform.advance(10 * 86_400_000);
    expect(await phaseOf(consultation)).toBe("vote");
    expect((await told(platform)).filter((type) => type === "consultation-phase-changed")).toHaveLength(2);
    expect(await platform.ask(movePhase, { consultation, phase: "ideas" }, anna)).toMatchObject({ refused: "grant-needed" });
  });

  test("follows a plan that is changed while it runs", async () => {
    const consultation = await openConsultation(platform, { schedule: [{ phase: "ideas", from: "2026-12-01T00:00:00Z" }] });
    await platform.done(editConsultation, { consultation, schedule: [{ phase: "ideas", from: "2026-11-24T00:00:00Z" }] }, cleo);
    await platform.advance(2 * 86_400_000);
    expect(await phaseOf(consultation)).toBe("ideas");
    await platform.advance(30 * 86_400_000);
    expect((await told(platform)).filter((type) => type === "consultation-phase-changed")).toHaveLength(1);
  });

  test("refuses plans and codes that contradict themselves", async () => {
    const draft = { title: "T", description: "D" };
    const phases = (...names: ("ideas" | "vote")[]) => names.map((phase, day) => ({ phase, from: `2026-12-0${day + 1}T00:00:00Z` }));
    expect(await platform.ask(createConsultation, { ...draft, schedule: phases("vote", "ideas") }, cleo)).toMatchObject({
      refused: "phases-not-in-order",
    });
    expect(await platform.ask(createConsultation, { ...draft, schedule: phases("ideas", "ideas") }, cleo)).toMatchObject({
      refused: "phases-not-in-order",
    });
    const twice = [
      { code: "a", name: "A" },
      { code: "a", name: "B" },
    ];
    expect(await platform.ask(createConsultation, { ...draft, categories: twice }, cleo)).toMatchObject({ refused: "codes-not-unique" });
  });

  test("keeps what people rely on once it is published", async () => {
    const consultation = await openConsultation(platform, { supportThreshold: 10 });
    const fixed = [
      { audience: "staff" as const },
      { supportThreshold: 11 },
      { supportThreshold: null },
      { categories: [] },
      { districts: [{ code: "x", name: "X" }] },
    ];
    for (const change of fixed)
      expect(await platform.ask(editConsultation, { consultation, ...change }, cleo)).toMatchObject({ refused: "fixed-after-publishing" });
    const grown = [
      { code: "parks", name: "Grün" },
      { code: "roads", name: "Straßen" },
      { code: "air", name: "Luft" },
    ];
    await platform.done(editConsultation, { consultation, categories: grown, supportThreshold: 10, plainDescription: "Leicht." }, cleo);
    expect(await platform.done(readConsultation, { consultation }, nobody)).toMatchObject({
      categories: grown,
      plainDescription: "Leicht.",
      version: 3,
    });
    await platform.done(editConsultation, { consultation, plainDescription: null }, cleo);
    expect((await platform.done(readConsultation, { consultation }, nobody)).plainDescription).toBeUndefined();
    expect(await platform.ask(editConsultation, { consultation, title: "x" }, { ...cleo, ifMatch: 1 })).toMatchObject({
      refused: "version-mismatch",
    });
  });

  test("is listed by district, newest first, page by page", async () => {
    const all: string[] = [];
    for (const code of ["east", "west", "east", "west", "east"]) {
      all.unshift(await openConsultation(platform, { districts: [{ code, name: code }] }));
      await platform.advance(1_000);
    }
    const pages: string[] = [];
    let after: string | undefined;
    do {
      const page = await platform.done(listConsultations, { limit: 2, ...(after !== undefined && { after }) }, nobody);
      pages.push(...page.items.map((item) => item.id));
      after = page.next;
    } while (after !== undefined);
    expect(pages).toEqual(all);
    expect((await platform.done(listConsultations, { district: "west" }, nobody)).items.map((item) => item.id)).toEqual([all[1], all[3]]);
    expect(await platform.ask(listConsultations, { after: "abc" }, nobody)).toMatchObject({ refused: "bad-cursor" });
  });
});

describe("a consultation for staff", () => {
  test("and everything in it is not there for others, and nothing of it is told in public", async () => {
    const consultation = await openConsultation(platform, { audience: "staff", supportThreshold: 1 });
    const idea = await ideaIn(platform, consultation, {}, staff("dora"));
    const { comment } = await platform.done(operations.postComment, { idea, text: "Ja!" }, cleo);
    await platform.done(operations.supportIdea, { idea }, cleo);
    await platform.advance(1_000);

    const asked = [
      platform.ask(readConsultation, { consultation }, anna),
      platform.ask(operations.submitIdea, { consultation, title: "T", text: "T" }, anna),
      platform.ask(operations.readIdea, { idea }, anna),
      platform.ask(operations.readHistory, { idea }, anna),
      platform.ask(operations.supportIdea, { idea }, anna),
      platform.ask(operations.listComments, { idea }, anna),
      platform.ask(operations.postComment, { idea, text: "x" }, anna),
      platform.ask(operations.reportIdea, { idea, ground: "spam" }, anna),
      platform.ask(operations.reportComment, { comment, ground: "spam" }, anna),
      platform.ask(operations.withdrawComment, { comment }, anna),
    ];
    for (const answer of await Promise.all(asked)) {
      expect(isRefusal(answer)).toBe(true);
      expect(answer).toMatchObject({ refused: expect.stringMatching(/-not-found$/) });
    }
    expect((await platform.done(operations.listIdeas, {}, bert)).items).toEqual([]);
    expect((await platform.done(operations.listIdeas, { consultation, q: "Weiher" }, bert)).items).toEqual([]);
    expect((await platform.done(listConsultations, {}, bert)).items).toEqual([]);
    expect((await platform.done(operations.listIdeas, {}, cleo)).items).toHaveLength(1);

    const events = await platform.events("ideas");
    const published = Object.values(ideasContract.events)
      .filter((event) => event.audience === "public")
      .map((event): string => event.type);
    expect(events.filter((event) => published.includes(event.type))).toEqual([]);
    const among = events.filter((event) => event.type === "ideas.happened-among-staff.v1").map((event) => event.data["what"]);
    expect(among).toEqual(
      expect.arrayContaining([
        "ideas.consultation-opened.v1",
        "ideas.idea-published.v1",
        "ideas.comment-published.v1",
        "ideas.support-threshold-reached.v1",
      ]),
    );
  });
});
