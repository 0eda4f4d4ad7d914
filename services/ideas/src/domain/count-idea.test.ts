import { describe, expect, test } from "@jest/globals";
import type { Loaded } from "@teilhabe/platform/rule";
import { countIdea } from "./count-idea.ts";
import { countAgain, countIdeaSoon } from "./counting.ts";
import type { PublishedIdea } from "./idea.ts";
import { askedBy, consultationLike, IDEA, ideaLike, NOW } from "./samples.ts";

const asked = askedBy(undefined);
const rules = { ...consultationLike().rules, supportThreshold: 10, answerWithinDays: 30 };
const consultation = consultationLike({ rules });
const idea = (more: Partial<PublishedIdea> = {}): Loaded<PublishedIdea> => ({ id: IDEA, version: 1, state: ideaLike(more) });
const ledger = (supports: number, comments = 0, lastCommentAt?: string) => ({ supports, comments, lastCommentAt });
const types = (outcome: ReturnType<typeof countIdea>) => outcome?.facts?.map((fact) => fact.type.slice(6, -3));

describe("counting an idea", () => {
  test("changes nothing when the ledgers hold what is shown", () => {
    expect(countIdea(idea({ supports: 3, comments: 1 }), consultation, ledger(3, 1), asked)).toBeUndefined();
  });

  test("tells how many supports there are, not who", () => {
    const outcome = countIdea(idea(), consultation, ledger(3), asked);
    expect(types(outcome)).toEqual(["supported-count-changed"]);
    expect(outcome?.facts?.[0]?.data).toEqual({ idea: IDEA, consultation: expect.any(String), supports: 3 });
  });

  test("takes in comments without telling, and the idea was active when the last was written", () => {
    const later = "2026-11-23T11:00:00.000Z";
    const outcome = countIdea(idea(), consultation, ledger(0, 2, later), asked);
    expect(outcome).toMatchObject({ facts: [], writes: [{ state: { comments: 2, activeAt: later } }] });
  });

  test("tells that the threshold is reached, with the day by which the city must answer, and plans to look then", () => {
    const outcome = countIdea(idea({ supports: 9 }), consultation, ledger(12), asked);
    expect(types(outcome)).toEqual(["supported-count-changed", "support-threshold-reached"]);
    expect(outcome).toMatchObject({ writes: [{ state: { answerDueAt: "2026-12-23T10:00:00.000Z" } }, {}], tasks: [{ kind: "answer-overdue" }] });
  });

  test.each([
    ["it was reached before", { supports: 9, answerDueAt: NOW }],
    ["the city has answered", { supports: 9, answer: "rejected" as const }],
  ])("does not tell of the threshold when %s", (_why, more) => {
    const outcome = countIdea(idea(more), consultation, ledger(12), asked);
    expect(types(outcome)).toEqual(["supported-count-changed"]);
    expect(outcome?.tasks).toEqual([]);
  });
});

describe("wishing to have something counted", () => {
  test("shares one task, which one more count of its own follows", () => {
    expect(countIdeaSoon(IDEA, asked)).toEqual(countIdeaSoon(IDEA, asked));
    const data = { idea: IDEA, again: true };
    const [first] = countAgain("count-idea", IDEA, data, asked);
    const [second] = countAgain("count-idea", IDEA, data, asked);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.key).toBe(countIdeaSoon(IDEA, asked).key);
    expect(countAgain("count-idea", IDEA, { ...data, again: false }, asked)).toEqual([]);
  });
});
