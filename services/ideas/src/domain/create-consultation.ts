import type { createConsultation as operation } from "@teilhabe/contracts/ideas/consultation-operations";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { type DraftConsultation, faultOf } from "./consultation.ts";
import { consultationDocument } from "./documents.ts";
import { given } from "./optional.ts";

/** Before anything that can be planned. */
const BEGINNING = "1970-01-01T00:00:00.000Z";

export function createConsultation(input: InputOf<typeof operation>, asked: Asked): Refusal | Outcome<OutputOf<typeof operation>> {
  const fault = faultOf(input);
  if (fault !== undefined) return fault;

  const consultation = asked.newId();
  const { title, description, plainDescription, audience, schedule, categories, districts, ...rules } = input;
  const { supportPhases, supportThreshold, answerWithinDays, commentPhases, minimumAssurance } = rules;
  const draft: DraftConsultation = {
    stage: "draft",
    ...{ title, description, audience, schedule, categories, districts },
    ...given({ plainDescription }),
    rules: { supportPhases, answerWithinDays, commentPhases, minimumAssurance, ...given({ supportThreshold }) },
    createdAt: asked.at,
    entered: { phase: "inform", at: BEGINNING },
  };
  return { writes: [put(consultationDocument, consultation, draft)], answer: { consultation, version: 1 } };
}
