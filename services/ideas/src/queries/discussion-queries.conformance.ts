import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import type { Consultation } from "../domain/consultation.ts";
import type { Comment, Report, ReportedCase } from "../domain/discussion.ts";
import {
  caseDocument,
  commentDocument,
  consultationDocument,
  historyDocument,
  ideaDocument,
  reportDocument,
  supportDocument,
  writerDocument,
} from "../domain/documents.ts";
import type { DiscussionQueries } from "./discussion-queries.ts";
import type { PersonQueries } from "./person-queries.ts";

export type OpenedDiscussion = {
  readonly store: Store;
  readonly queries: DiscussionQueries;
  readonly persons: PersonQueries;
  close(): Promise<void>;
};

const anna = "0198c5a0-0000-7000-8000-00000000000a";
const bert = "0198c5a0-0000-7000-8000-00000000000b";
const C1 = "0198c5a0-0000-7000-8000-0000000000c1";
const C2 = "0198c5a0-0000-7000-8000-0000000000c2";
const IDEA = "0198c5a0-0000-7000-8000-000000000001";
const OTHER = "0198c5a0-0000-7000-8000-000000000002";
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString();
const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id);

/** What every database's adapters of DiscussionQueries and PersonQueries keep. */
export function discussionQueriesConformance(database: string, open: () => Promise<OpenedDiscussion>): void {
  describe(`around ideas on ${database}`, () => {
    let opened: OpenedDiscussion;
    beforeAll(async () => {
      opened = await open();
      await fill(opened.store);
    });
    afterAll(() => opened.close());

    test("consultations are listed newest first, by stage, audience and district, page by page", async () => {
      const listed = async (page: Partial<Parameters<DiscussionQueries["listConsultations"]>[0]>) =>
        ids(await opened.queries.listConsultations({ stage: "published", staffToo: false, limit: 10, ...page }));
      expect(await listed({})).toEqual(["c3", "c1"]);
      expect(await listed({ staffToo: true })).toEqual(["c3", "c2", "c1"]);
      expect(await listed({ stage: "draft" })).toEqual(["c4"]);
      expect(await listed({ district: "east" })).toEqual(["c1"]);
      expect(await listed({ after: { at: at(3), id: "c3" } })).toEqual(["c1"]);
    });

    test("comments are listed both ways with their places and names, page by page", async () => {
      const { queries } = opened;
      const oldest = await queries.listComments({ idea: IDEA, order: "oldest", limit: 10 });
      expect(oldest.map((row) => [row.id, row.comment.stage, row.name])).toEqual([
        ["k1", "published", "Anna"],
        ["k2", "erased", undefined],
        ["k3", "hidden", undefined],
        ["k4", "published", "Anna"],
      ]);
      expect(ids(await queries.listComments({ idea: IDEA, order: "newest", limit: 10 }))).toEqual(["k4", "k3", "k2", "k1"]);
      expect(ids(await queries.listComments({ idea: IDEA, order: "oldest", after: { at: at(2), id: "k2" }, limit: 1 }))).toEqual(["k3"]);
      expect(ids(await queries.listComments({ idea: IDEA, order: "newest", after: { at: at(2), id: "k3" }, limit: 2 }))).toEqual(["k2", "k1"]);
    });

    test("an idea's ledgers are counted: supports, public comments and the last of them", async () => {
      expect(await opened.queries.countIdea(IDEA)).toEqual({ supports: 2, comments: 2, lastCommentAt: at(4) });
      expect(await opened.queries.countIdea(C1)).toEqual({ supports: 0, comments: 0, lastCommentAt: undefined });
    });

    test("an idea's history is listed oldest first, page by page", async () => {
      const steps = await opened.queries.listHistory({ idea: IDEA, limit: 10 });
      expect(steps.map((step) => [step.id, step.what, step.facts])).toEqual([
        ["h1", "published", {}],
        ["h2", "edited", { fields: "title" }],
      ]);
      expect(ids(await opened.queries.listHistory({ idea: IDEA, after: { at: at(1), id: "h1" }, limit: 10 }))).toEqual(["h2"]);
    });

    test("cases are listed longest waiting first, of one consultation or all, page by page", async () => {
      const { queries } = opened;
      expect(ids(await queries.listCases({ stage: "open", limit: 10 }))).toEqual(["t2", "t1"]);
      expect(ids(await queries.listCases({ stage: "open", consultation: C1, limit: 10 }))).toEqual(["t1"]);
      expect(ids(await queries.listCases({ stage: "decided", limit: 10 }))).toEqual(["t3"]);
      expect(ids(await queries.listCases({ stage: "open", after: { at: at(1), id: "t2" }, limit: 10 }))).toEqual(["t1"]);
    });

    test("reports are listed and counted, all or since a decision", async () => {
      const { queries } = opened;
      expect(ids(await queries.listReports({ target: "t1", order: "oldest", limit: 10 }))).toEqual(["t1/a", "t1/b", "t1/c"]);
      expect(ids(await queries.listReports({ target: "t1", order: "newest", after: { at: at(3), id: "t1/c" }, limit: 1 }))).toEqual(["t1/b"]);
      expect(await queries.countReports("t1", undefined)).toEqual({
        grounds: [
          { ground: "insult", reports: 1 },
          { ground: "spam", reports: 2 },
        ],
        firstAt: at(1),
        lastAt: at(3),
      });
      expect(await queries.countReports("t1", at(2))).toEqual({ grounds: [{ ground: "spam", reports: 1 }], firstAt: at(3), lastAt: at(3) });
      expect(await queries.countReports("t1", at(3))).toBeUndefined();
    });

    test("what one person left is found by kind, page by page, and nothing of others", async () => {
      const { persons } = opened;
      expect(await persons.idsOf("idea", anna, undefined, 10)).toEqual([IDEA, OTHER]);
      expect(await persons.idsOf("idea", anna, IDEA, 10)).toEqual([OTHER]);
      expect(await persons.idsOf("comment", anna, undefined, 1)).toEqual(["k1"]);
      expect(await persons.idsOf("comment", anna, "k1", 10)).toEqual(["k4"]);
      expect(await persons.idsOf("support", bert, undefined, 10)).toEqual([`${IDEA}/${bert}`, `${OTHER}/${bert}`]);
      expect(await persons.idsOf("report", anna, undefined, 10)).toEqual(["t1/a", "t1/c"]);
    });
  });
}

type Put = readonly [DocumentKind<unknown>, string, unknown];

async function fill(store: Store): Promise<void> {
  const puts: Put[] = [...consultations(), ...comments(), ...cases(), ...ideasAndSupports()];
  const history = (id: string, minute: number, idea: string, what: string, facts: object): Put => [
    historyDocument,
    id,
    { idea, at: at(minute), what, facts },
  ];
  puts.push(history("h1", 1, IDEA, "published", {}), history("h2", 2, IDEA, "edited", { fields: "title" }), history("h3", 1, OTHER, "published", {}));
  puts.push([writerDocument, anna, { stage: "known", name: "Anna" }], [writerDocument, bert, { stage: "known" }]);
  const writes = puts.map(([kind, id, state]) => ({ kind, id, expectedVersion: 0, then: { put: state } }));
  expect(await store.commit({ id: "fill", writes })).toEqual({ committed: true });
}

function consultations(): Put[] {
  const rules = { supportPhases: [], answerWithinDays: 90, commentPhases: [], minimumAssurance: 0 };
  const content = { title: "T", description: "D", audience: "public", schedule: [], categories: [], districts: [], rules, createdAt: at(0) } as const;
  const entered = { phase: "ideas", at: at(0) } as const;
  const all: Record<string, Consultation> = {
    c1: { ...content, entered, stage: "published", publishedAt: at(1), districts: [{ code: "east", name: "Ost" }] },
    c2: { ...content, entered, stage: "published", publishedAt: at(2), audience: "staff" },
    c3: { ...content, entered, stage: "published", publishedAt: at(3), districts: [{ code: "west", name: "West" }] },
    c4: { ...content, entered, stage: "draft" },
  };
  return Object.entries(all).map(([id, state]): Put => [consultationDocument, id, state]);
}

function comments(): Put[] {
  const place = { idea: IDEA, consultation: C1, audience: "public" } as const;
  const moderation = { decision: "hidden", ground: "spam", at: at(5) } as const;
  const all: Record<string, Comment> = {
    k1: { ...place, stage: "published", author: anna, text: "Eins", at: at(1) },
    k2: { ...place, stage: "erased", at: at(2) },
    k3: { ...place, stage: "hidden", author: bert, text: "Drei", at: at(2), moderation },
    k4: { ...place, stage: "published", author: anna, text: "Vier", at: at(4) },
    k5: { ...place, idea: OTHER, stage: "published", author: bert, text: "Fünf", at: at(5) },
  };
  return Object.entries(all).map(([id, state]): Put => [commentDocument, id, state]);
}

function cases(): Put[] {
  const of = (target: string, consultation: string) => ({ target, kind: "idea", idea: IDEA, consultation }) as const;
  const counted = { reports: 1, grounds: [{ ground: "spam", reports: 1 }], lastAt: at(9) } as const;
  const t1: ReportedCase = { ...of("t1", C1), ...counted, stage: "open", firstAt: at(2) };
  const t2: ReportedCase = { ...of("t2", C2), ...counted, stage: "open", firstAt: at(1) };
  const t3: ReportedCase = { ...of("t3", C1), ...counted, stage: "decided", decidedAt: at(9), firstAt: at(0) };
  const report = (person: string, ground: Report["ground"], minute: number, target = "t1"): Report => ({
    ...of(target, C1),
    person,
    ground,
    at: at(minute),
  });
  return [
    [caseDocument, "t1", t1],
    [caseDocument, "t2", t2],
    [caseDocument, "t3", t3],
    [reportDocument, "t1/a", report(anna, "spam", 1)],
    [reportDocument, "t1/b", report(bert, "insult", 2)],
    [reportDocument, "t1/c", report(anna, "spam", 3)],
    [reportDocument, "t2/b", report(bert, "spam", 1, "t2")],
  ];
}

function ideasAndSupports(): Put[] {
  const draft = { stage: "draft", consultation: C1, audience: "public", byCity: false, title: "T", images: [] };
  const support = (idea: string, person: string): Put => [supportDocument, `${idea}/${person}`, { idea, person, at: at(1) }];
  return [
    [ideaDocument, IDEA, { ...draft, author: anna }],
    [ideaDocument, OTHER, { ...draft, author: anna }],
    [ideaDocument, "0198c5a0-0000-7000-8000-000000000003", { ...draft, author: bert }],
    support(IDEA, anna),
    support(IDEA, bert),
    support(OTHER, bert),
  ];
}
