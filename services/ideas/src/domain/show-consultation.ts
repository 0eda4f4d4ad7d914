import type { Consultation as ShownConsultation } from "@teilhabe/contracts/ideas/shapes";
import type { ConsultationSummary } from "@teilhabe/contracts/ideas/views";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Loaded } from "@teilhabe/platform/rule";
import { type Consultation, phaseAt } from "./consultation.ts";

/** A consultation in a list. */
export function consultationSummary(id: Id, state: Consultation, atMs: number): ConsultationSummary {
  const { stage, title, audience, schedule, createdAt } = state;
  return {
    id,
    ...{ stage, title, audience, createdAt },
    phase: phaseAt(state, atMs).phase,
    schedule: [...schedule],
    ...(state.stage === "published" && { publishedAt: state.publishedAt }),
  };
}

export function wholeConsultation({ id, version, state }: Loaded<Consultation>, atMs: number): ShownConsultation {
  const { description, plainDescription, categories, districts, rules } = state;
  return {
    ...consultationSummary(id, state, atMs),
    ...{ description, rules, version },
    ...(plainDescription !== undefined && { plainDescription }),
    categories: [...categories],
    districts: [...districts],
  };
}
