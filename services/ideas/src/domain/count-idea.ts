import { type Fact, factOf } from "@teilhabe/contracts/event";
import { SupportedCountChanged, SupportThresholdReached } from "@teilhabe/contracts/ideas/events";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { overdueAt } from "./answer-overdue.ts";
import type { Consultation } from "./consultation.ts";
import { ideaDocument } from "./documents.ts";
import type { HiddenIdea, Idea, PublishedIdea } from "./idea.ts";
import { tell } from "./telling.ts";

/** An idea is counted at most so often: many supports at once become one count and one event. */
export const COUNT_EVERY_MS = 1_000;
const DAY_MS = 86_400_000;

/** What the ledgers say: supports and public comments, one document each. */
export type Counted = { readonly supports: number; readonly comments: number; readonly lastCommentAt: string | undefined };

/** Only what is or was public is counted. */
export function isCounted(idea: Loaded<Idea> | undefined): idea is Loaded<PublishedIdea | HiddenIdea> {
  return idea?.state.stage === "published" || idea?.state.stage === "hidden";
}

/** When an idea may be counted again. */
export function countableAtMs({ countedAtMs }: PublishedIdea | HiddenIdea): number {
  return countedAtMs + COUNT_EVERY_MS;
}

/** The idea with its counts as the ledgers have them; the threshold is reached once. Undefined: nothing has changed. */
export function countIdea(
  idea: Loaded<PublishedIdea | HiddenIdea>,
  { rules }: Consultation,
  counted: Counted,
  asked: Asked,
): Outcome<undefined> | undefined {
  const { supports, comments, activeAt, audience, consultation, answer, answerDueAt: due } = idea.state;
  const active = counted.lastCommentAt !== undefined && counted.lastCommentAt > activeAt ? counted.lastCommentAt : activeAt;
  if (supports === counted.supports && comments === counted.comments && active === activeAt) return undefined;

  const ids = { idea: idea.id, consultation };
  const happened: Fact[] = supports === counted.supports ? [] : [factOf(SupportedCountChanged, { ...ids, supports: counted.supports })];
  const threshold = rules.supportThreshold;
  const reached = threshold !== undefined && due === undefined && answer === undefined && counted.supports >= threshold;
  const answerDueAt = reached ? new Date(asked.atMs + rules.answerWithinDays * DAY_MS).toISOString() : due;
  if (reached && answerDueAt !== undefined) happened.push(factOf(SupportThresholdReached, { ...ids, threshold, answerDueAt }));
  const { facts, writes } = tell(audience, happened, asked);
  const next = { supports: counted.supports, comments: counted.comments, activeAt: active, countedAtMs: asked.atMs };
  return {
    writes: [put(ideaDocument, idea.id, { ...idea.state, ...next, ...(answerDueAt !== undefined && { answerDueAt }) }), ...writes],
    facts,
    tasks: reached && answerDueAt !== undefined ? [overdueAt(idea.id, answerDueAt)] : [],
    answer: undefined,
  };
}
