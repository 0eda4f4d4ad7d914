import { factOf } from "@teilhabe/contracts/event";
import { AnswerOverdue } from "@teilhabe/contracts/ideas/events";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, type TaskDraft } from "@teilhabe/platform/rule";
import { ideaDocument } from "./documents.ts";
import type { Idea } from "./idea.ts";
import { tell } from "./telling.ts";

/** Tells that the city has not answered in time. */
export const ANSWER_OVERDUE = "answer-overdue";

export function overdueAt(idea: Id, answerDueAt: Instant): TaskDraft {
  return {
    kind: ANSWER_OVERDUE,
    id: `${ANSWER_OVERDUE}/${idea}`,
    key: `${ANSWER_OVERDUE}/${idea}`,
    dueAtMs: Date.parse(answerDueAt),
    data: { idea },
  };
}

export function answerOverdue(idea: Loaded<Idea> | undefined, asked: Asked): Outcome<undefined> | undefined {
  if (idea?.state.stage !== "published" || idea.state.answer !== undefined || idea.state.answerDueAt === undefined) return undefined;
  const { consultation, audience, answerDueAt } = idea.state;
  const { facts, writes } = tell(audience, [factOf(AnswerOverdue, { idea: idea.id, consultation, answerDueAt })], asked);
  return { writes: [put(ideaDocument, idea.id, idea.state), ...writes], facts, answer: undefined };
}
