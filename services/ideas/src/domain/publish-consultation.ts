import { factOf } from "@teilhabe/contracts/event";
import { ConsultationOpened } from "@teilhabe/contracts/ideas/events";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { type Consultation, consultationMissing, phaseAt } from "./consultation.ts";
import { consultationDocument } from "./documents.ts";
import { enterPhases } from "./enter-phase.ts";
import { tell } from "./telling.ts";

export function publishConsultation(
  loaded: Loaded<Consultation> | undefined,
  asked: Asked,
): Refusal | Outcome<{ consultation: Id; version: number }> {
  if (loaded === undefined) return consultationMissing();
  if (loaded.state.stage === "published") return refuse("already-published", "This consultation is already open.");

  const { phase } = phaseAt(loaded.state, asked.atMs);
  const published: Consultation = { ...loaded.state, stage: "published", publishedAt: asked.at, entered: { phase, at: asked.at } };
  const opened = factOf(ConsultationOpened, { consultation: loaded.id, phase, districts: published.districts.map(({ code }) => code) });
  return {
    writes: [put(consultationDocument, loaded.id, published)],
    facts: tell(published.audience, [opened], asked).facts,
    tasks: enterPhases(loaded.id, published),
    answer: { consultation: loaded.id, version: loaded.version + 1 },
  };
}
