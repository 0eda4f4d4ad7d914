import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Asker } from "@teilhabe/contracts/asker";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { citizen, nobody, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { ideas } from "./module.ts";
import { anna, bert, cleo, ideaIn, openConsultation, told } from "./testing.ts";

const operations = ideasContract.operations;
const {
  postComment,
  withdrawComment,
  listComments,
  moderateIdea,
  moderateComment,
  reportIdea,
  reportComment,
  listReportedCases,
  listReports,
  readIdea,
  listIdeas,
} = operations;
const STATEMENT = { reason: "insult", statement: "Bitte ohne Beleidigung." } as const;

let platform: Started;
let consultation: string;
let idea: string;
beforeEach(async () => {
  platform = await started([ideas]);
  consultation = await openConsultation(platform);
  idea = await ideaIn(platform, consultation);
});
afterEach(() => platform.stop());

async function comment(text: string, asker: Asker = bert, replyTo?: string): Promise<string> {
  return (await platform.done(postComment, { idea, text, ...(replyTo !== undefined && { replyTo }) }, asker)).comment;
}

describe("comments", () => {
  test("are listed oldest or newest first, page by page, with their answers, and counted", async () => {
    const first = await comment("Eins");
    await platform.advance(60_000);
    const second = await comment("Zwei", anna, first);
    await platform.advance(60_000);
    const third = await comment("Drei");
    await platform.advance(1_000);

    const page = await platform.done(listComments, { idea, limit: 2 }, nobody);
    expect(page.items).toMatchObject([
      { id: first, text: "Eins" },
      { id: second, text: "Zwei", replyTo: first },
    ]);
    expect((await platform.done(listComments, { idea, limit: 2, after: page.next }, nobody)).items).toMatchObject([{ id: third }]);
    expect((await platform.done(listComments, { idea, sort: "newest" }, anna)).items.map((item) => [item.id, item.mine?.author])).toEqual([
      [third, false],
      [second, true],
      [first, false],
    ]);
    expect(await platform.done(readIdea, { idea }, nobody)).toMatchObject({ comments: 3, activeAt: "2026-11-23T10:02:00.000Z" });
  });

  test("that are withdrawn keep their place and lose their text", async () => {
    const gone = await comment("Unbedacht");
    const answer = await comment("Na ja", anna, gone);
    expect(await platform.ask(withdrawComment, { comment: gone }, anna)).toMatchObject({ refused: "not-the-author" });
    await platform.done(withdrawComment, { comment: gone }, bert);
    await platform.advance(1_000);
    const { items } = await platform.done(listComments, { idea }, bert);
    expect(items).toMatchObject([
      { id: gone, stage: "withdrawn" },
      { id: answer, replyTo: gone },
    ]);
    expect(items[0]?.text).toBeUndefined();
    expect((await platform.done(readIdea, { idea }, nobody)).comments).toBe(1);
    expect(await platform.ask(postComment, { idea, text: "x", replyTo: gone }, anna)).toMatchObject({ refused: "comment-not-found" });
    expect(await platform.ask(withdrawComment, { comment: gone }, bert)).toMatchObject({ refused: "not-in-this-stage" });
  });

  test("answer comments on the same idea only, in the phases for comments", async () => {
    const elsewhere = await ideaIn(platform, consultation, { title: "Andere" });
    const first = await comment("Eins");
    expect(await platform.ask(postComment, { idea: elsewhere, text: "x", replyTo: first }, anna)).toMatchObject({ refused: "comment-not-found" });
    await platform.done(operations.movePhase, { consultation, phase: "decide" }, cleo);
    expect(await platform.ask(postComment, { idea, text: "x" }, anna)).toMatchObject({ refused: "not-in-this-phase" });
  });

  test("whose texts are long come in pages that a message holds", async () => {
    const text = "ü".repeat(3_000);
    await Promise.all(Array.from({ length: 100 }, () => comment(text)));
    const page = await platform.done(listComments, { idea, limit: 100 }, nobody);
    expect(page.items.length).toBeLessThan(100);
    expect(page.next).toBeDefined();
    expect((await platform.done(listComments, { idea, limit: 100, after: page.next }, nobody)).items.length).toBe(100 - page.items.length);
  });
});

describe("moderating", () => {
  test("hides an idea with a statement of reasons for its author, and shows it again", async () => {
    const moderator = citizen("mona", { grants: [`moderator:${consultation}`] });
    expect(await platform.ask(moderateIdea, { idea, decision: "hide", ...STATEMENT }, anna)).toMatchObject({ refused: "grant-needed" });
    const other = citizen("otto", { grants: [`moderator:${bert.by}`] });
    expect(await platform.ask(moderateIdea, { idea, decision: "hide", ...STATEMENT }, other)).toMatchObject({ refused: "grant-needed" });
    await platform.done(moderateIdea, { idea, decision: "hide", ...STATEMENT }, moderator);

    const forOthers = await platform.done(readIdea, { idea }, nobody);
    expect(forOthers).toMatchObject({ stage: "hidden", moderation: { decision: "hidden", ground: "insult" } });
    expect([forOthers.title, forOthers.text, forOthers.moderation?.statement]).toEqual([undefined, undefined, undefined]);
    expect(await platform.done(readIdea, { idea }, anna)).toMatchObject({ text: expect.any(String), moderation: { statement: STATEMENT.statement } });
    expect((await platform.done(listIdeas, {}, nobody)).items).toEqual([]);
    expect((await platform.done(listIdeas, { q: "Weiher" }, nobody)).items).toEqual([]);
    expect((await platform.done(listIdeas, { stage: "hidden", consultation }, moderator)).items).toMatchObject([
      { id: idea, title: "Bänke am Weiher" },
    ]);
    expect(await platform.ask(listIdeas, { stage: "hidden" }, moderator)).toMatchObject({ refused: "grant-needed" });
    expect((await platform.done(listComments, { idea }, nobody)).items).toEqual([]);
    expect(await platform.ask(postComment, { idea, text: "x" }, bert)).toMatchObject({ refused: "not-in-this-stage" });

    await platform.done(moderateIdea, { idea, decision: "restore", reason: "other", statement: "Irrtum." }, moderator);
    expect((await platform.done(listIdeas, { q: "Weiher" }, nobody)).items).toHaveLength(1);
    expect(await told(platform)).toEqual([
      "consultation-opened",
      "idea-published",
      "idea-authored",
      ...Array(2).fill(["idea-moderated", "content-moderated"]).flat(),
    ]);
  });

  test("puts neither statement nor text into events, but the ground into the record of the act", async () => {
    const said = await comment("Du Esel");
    await platform.done(moderateComment, { comment: said, decision: "hide", ...STATEMENT }, cleo);
    const events = await platform.events("ideas");
    expect(JSON.stringify(events)).not.toContain("Esel");
    expect(JSON.stringify(events)).not.toContain(STATEMENT.statement);
    expect(
      events.find((event) => event.type === "ideas.act-recorded.v1" && event.data["operation"] === "ideas.moderate-comment")?.data,
    ).toMatchObject({
      person: cleo.by,
      object: { comment: said },
      reason: "insult",
    });
  });

  test("hides a comment from others, not from its author, and uncounts it", async () => {
    const said = await comment("Du Esel");
    await platform.advance(1_000);
    await platform.done(moderateComment, { comment: said, decision: "hide", ...STATEMENT }, cleo);
    await platform.advance(1_000);
    const [forOthers] = (await platform.done(listComments, { idea }, anna)).items;
    expect(forOthers).toMatchObject({ stage: "hidden", moderation: { ground: "insult" } });
    expect([forOthers?.text, forOthers?.author, forOthers?.moderation?.statement]).toEqual([undefined, undefined, undefined]);
    expect((await platform.done(listComments, { idea }, bert)).items[0]).toMatchObject({
      text: "Du Esel",
      moderation: { statement: STATEMENT.statement },
    });
    expect((await platform.done(readIdea, { idea }, nobody)).comments).toBe(0);
    expect(await platform.ask(moderateComment, { comment: said, decision: "hide", ...STATEMENT }, cleo)).toMatchObject({
      refused: "not-in-this-stage",
    });
    await platform.done(moderateComment, { comment: said, decision: "restore", ...STATEMENT }, cleo);
    expect((await platform.done(listComments, { idea }, anna)).items[0]).toMatchObject({ text: "Du Esel" });
  });
});

describe("reporting", () => {
  test("puts a comment into the moderators' queue once, with every report in it", async () => {
    const said = await comment("Du Esel");
    const reporters = Array.from({ length: 20 }, (_, n) => citizen(`r${n}`));
    await Promise.all(
      reporters.map((reporter) => platform.done(reportComment, { comment: said, ground: "insult", explanation: "Gemein." }, reporter)),
    );
    await platform.done(reportComment, { comment: said, ground: "spam" }, reporters[0]!);
    await platform.settle();

    const { items } = await platform.done(listReportedCases, { consultation }, cleo);
    expect(items).toMatchObject([
      {
        target: said,
        kind: "comment",
        idea,
        stage: "open",
        reports: 20,
        grounds: [
          { ground: "insult", reports: 19 },
          { ground: "spam", reports: 1 },
        ],
      },
    ]);
    expect((await told(platform)).filter((type) => type === "content-reported")).toHaveLength(1);
    expect((await platform.done(listReports, { target: said }, cleo)).items).toHaveLength(20);
    expect(JSON.stringify(await platform.done(listReports, { target: said }, cleo))).not.toContain(reporters[1]!.by);
    expect(await platform.ask(listReports, { target: said }, citizen("m", { grants: ["moderator:elsewhere"] }))).toMatchObject({
      refused: "case-not-found",
    });
    expect(await platform.ask(listReportedCases, {}, anna)).toMatchObject({ refused: "grant-needed" });
  });

  test("is decided by a moderator, every reporter hears of it, and it can be reported anew", async () => {
    const reporters = Array.from({ length: 250 }, (_, n) => citizen(`r${n}`));
    await Promise.all(reporters.map((reporter) => platform.done(reportIdea, { idea, ground: "off-topic" }, reporter)));
    await platform.advance(1_000);
    await platform.done(moderateIdea, { idea, decision: "keep", reason: "other", statement: "Passt." }, staff("dora"));
    await platform.settle();
    expect((await platform.done(listReportedCases, {}, cleo)).items).toEqual([]);
    expect((await platform.done(listReportedCases, { stage: "decided" }, cleo)).items).toMatchObject([{ target: idea, reports: 250 }]);
    const heard = (await platform.events("ideas")).filter((event) => event.type === "ideas.report-decided.v1").map((event) => event.data["person"]);
    expect(heard.toSorted()).toEqual(reporters.map((reporter) => reporter.by).toSorted());

    await platform.advance(1_000);
    await platform.done(reportIdea, { idea, ground: "spam" }, reporters[7]!);
    await platform.settle();
    expect((await platform.done(listReportedCases, {}, cleo)).items).toMatchObject([{ reports: 1, grounds: [{ ground: "spam", reports: 1 }] }]);
  });

  test("leaves nothing behind half a year after the decision", async () => {
    await platform.done(reportIdea, { idea, ground: "spam", explanation: "Werbung" }, bert);
    await platform.settle();
    await platform.done(moderateIdea, { idea, decision: "keep", reason: "other", statement: "Passt." }, cleo);
    await platform.settle();
    await platform.advance(184 * 86_400_000);
    expect(await platform.ask(listReports, { target: idea }, cleo)).toMatchObject({ refused: "case-not-found" });
  });
});
