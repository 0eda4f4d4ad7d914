import { type Fact, factOf } from "@teilhabe/contracts/event";
import * as events from "@teilhabe/contracts/ideas/events";
import type { Audience } from "@teilhabe/contracts/ideas/shapes";
import type { HistoryEntry } from "@teilhabe/contracts/ideas/views";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import { type Asked, put, type Write } from "@teilhabe/platform/rule";
import { historyDocument } from "./documents.ts";

/** One step in the public life of an idea. */
export type HistoryStep = { readonly idea: Id; readonly at: Instant; readonly what: HistoryEntry["what"]; readonly facts: HistoryEntry["facts"] };

type Data = Readonly<Record<string, unknown>>;

/** What the history of an idea shows of a fact; facts that are not here are not part of it. */
const STEPS: Readonly<Record<string, (data: Data) => Pick<HistoryStep, "what" | "facts">>> = {
  [events.IdeaPublished.type]: ({ byCity }) => ({ what: "published", facts: { byCity: byCity === true } }),
  [events.IdeaEdited.type]: ({ fields }) => ({ what: "edited", facts: { fields: String(fields) } }),
  [events.IdeaWithdrawn.type]: ({ because }) => ({ what: "withdrawn", facts: { because: String(because) } }),
  [events.IdeaModerated.type]: ({ decision, ground }) => ({ what: decision as "hidden", facts: { ground: String(ground) } }),
  [events.IdeaErased.type]: () => ({ what: "erased", facts: {} }),
  [events.SupportThresholdReached.type]: ({ threshold, answerDueAt }) => ({
    what: "threshold-reached",
    facts: { threshold: Number(threshold), answerDueAt: String(answerDueAt) },
  }),
  [events.AnswerOverdue.type]: ({ answerDueAt }) => ({ what: "answer-overdue", facts: { answerDueAt: String(answerDueAt) } }),
  [events.AnswerPublished.type]: ({ verdict, edition }) => ({
    what: edition === 1 ? "answered" : "answer-edited",
    facts: { verdict: String(verdict), edition: Number(edition) },
  }),
};

/**
 * Says in public what happened in a public consultation, and within the platform what happened among staff.
 * @returns the facts, and the steps of ideas' histories that they are
 */
export function tell(audience: Audience, happened: readonly Fact[], asked: Asked): { readonly facts: Fact[]; readonly writes: Write[] } {
  return {
    facts: happened.map((fact) => (audience === "public" ? fact : amongStaff(fact))),
    writes: happened.flatMap((fact) => {
      const step = STEPS[fact.type]?.(fact.data);
      return step === undefined ? [] : [put(historyDocument, asked.newId(), { idea: String(fact.data["idea"]), at: asked.at, ...step })];
    }),
  };
}

function amongStaff({ type, subject, data }: Fact): Fact {
  const { consultation, idea } = data;
  return factOf(events.HappenedAmongStaff, {
    about: subject,
    what: type,
    consultation: String(consultation),
    ...(idea !== undefined && { idea: String(idea) }),
    data: { ...data },
  });
}
