import { z } from "zod";
import { defineEvent, type EventDefinition } from "../event.ts";
import { actRecordedEvent, personForgottenEvent } from "../personal-data.ts";
import { Code, Id, Instant, Money, PersonId } from "../shapes.ts";
import { consultationExample, Ground, ideaExample, Phase, Verdict, WithdrawalReason } from "./shapes.ts";

const person = "0198c5a0-0000-7000-8000-00000000000a";
const inConsultation = { consultation: Id };
const ofIdea = { idea: Id, consultation: Id };
const ids = { idea: ideaExample, consultation: consultationExample };
const decisionShape = { decision: z.enum(["hidden", "restored", "kept"]), ground: Ground };

/** Everything said in public is said of public consultations only; of those for staff, see HappenedAmongStaff. */
function publicEvent<const Data extends z.ZodObject>(event: Omit<EventDefinition<Data>, "audience">): EventDefinition<Data> {
  return defineEvent({ ...event, audience: "public" } as EventDefinition<Data>);
}

export const ConsultationOpened = publicEvent({
  type: "ideas.consultation-opened.v1",
  description: "A consultation is open to the public.",
  data: z.object({ ...inConsultation, phase: Phase, districts: z.array(Code).max(200) }),
  subject: "consultation",
  example: { consultation: consultationExample, phase: "ideas", districts: ["district-1"] },
});

export const ConsultationEdited = publicEvent({
  type: "ideas.consultation-edited.v1",
  description: "Something of an open consultation was changed.",
  data: z.object(inConsultation),
  subject: "consultation",
  example: { consultation: consultationExample },
});

export const ConsultationPhaseChanged = publicEvent({
  type: "ideas.consultation-phase-changed.v1",
  description: "A phase of an open consultation began, as planned or because staff moved it.",
  data: z.object({ ...inConsultation, phase: Phase, previous: Phase, since: Instant }),
  subject: "consultation",
  example: { consultation: consultationExample, phase: "vote", previous: "review", since: "2026-11-23T10:00:00.000Z" },
});

export const IdeaPublished = publicEvent({
  type: "ideas.idea-published.v1",
  description: "An idea is public.",
  data: z.object({ ...ofIdea, byCity: z.boolean(), category: Code.optional(), district: Code.optional(), cost: Money.optional() }),
  subject: "idea",
  example: { ...ids, byCity: false, category: "parks", district: "district-1" },
});

export const IdeaEdited = publicEvent({
  type: "ideas.idea-edited.v1",
  description: "The author changed a public idea.",
  data: z.object({ ...ofIdea, fields: z.array(z.enum(["title", "text", "category", "district", "place", "cost", "images"])).max(7) }),
  subject: "idea",
  example: { ...ids, fields: ["text"] },
});

export const IdeaWithdrawn = publicEvent({
  type: "ideas.idea-withdrawn.v1",
  description: "The author took a public idea back. Its text is no longer shown.",
  data: z.object({ ...ofIdea, because: WithdrawalReason }),
  subject: "idea",
  example: { ...ids, because: "done" },
});

export const IdeaModerated = publicEvent({
  type: "ideas.idea-moderated.v1",
  description: "A moderator hid a public idea, showed it again, or kept it after reports.",
  data: z.object({ ...ofIdea, ...decisionShape }),
  subject: "idea",
  example: { ...ids, decision: "hidden", ground: "personal-data" },
});

export const IdeaErased = publicEvent({
  type: "ideas.idea-erased.v1",
  description: "An idea that was public is erased with its author's data. Whoever fetched its text deletes it.",
  data: z.object(ofIdea),
  subject: "idea",
  example: ids,
});

export const SupportedCountChanged = publicEvent({
  type: "ideas.supported-count-changed.v1",
  description: "So many people support an idea now.",
  data: z.object({ ...ofIdea, supports: z.int().min(0) }),
  subject: "idea",
  example: { ...ids, supports: 42 },
});

export const SupportThresholdReached = publicEvent({
  type: "ideas.support-threshold-reached.v1",
  description: "An idea has so many supporters that the city must answer it by then. Once for each idea.",
  data: z.object({ ...ofIdea, threshold: z.int().min(1), answerDueAt: Instant }),
  subject: "idea",
  example: { ...ids, threshold: 100, answerDueAt: "2027-02-21T10:00:00.000Z" },
});

export const AnswerOverdue = publicEvent({
  type: "ideas.answer-overdue.v1",
  description: "The city had to answer by then and has not.",
  data: z.object({ ...ofIdea, answerDueAt: Instant }),
  subject: "idea",
  example: { ...ids, answerDueAt: "2027-02-21T10:00:00.000Z" },
});

export const AnswerPublished = publicEvent({
  type: "ideas.answer-published.v1",
  description: "The city answered an idea, or changed its answer (`edition` 2 and more).",
  data: z.object({ ...ofIdea, verdict: Verdict, edition: z.int().min(1) }),
  subject: "idea",
  example: { ...ids, verdict: "accepted", edition: 1 },
});

/** Consultations for staff say nothing in public. What happens in them is told within the platform, wrapped. */
export const HappenedAmongStaff = defineEvent({
  type: "ideas.happened-among-staff.v1",
  audience: "internal",
  description: "Something happened in a consultation for staff: the type and data of the public event that it would have been.",
  data: z.object({ about: Id, what: z.string().max(100), consultation: Id, idea: Id.optional(), data: z.record(z.string(), z.unknown()) }),
  subject: "about",
  example: { about: ideaExample, what: "ideas.idea-withdrawn.v1", ...ids, data: { ...ids, because: "done" } },
});

export const IdeaAuthored = defineEvent({
  type: "ideas.idea-authored.v1",
  audience: "internal",
  description: "Whose idea was published: its author wants to hear of it.",
  data: z.object({ ...ofIdea, person: PersonId }),
  subject: "idea",
  example: { ...ids, person },
});

export const ActRecorded = actRecordedEvent("ideas");
export const PersonForgotten = personForgottenEvent("ideas");
