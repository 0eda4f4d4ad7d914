import type { Phase } from "@teilhabe/contracts/ideas/shapes";
import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { type Consultation, consultationMissing, phaseAt } from "./consultation.ts";
import { consultationDocument } from "./documents.ts";
import { phaseChanged } from "./enter-phase.ts";
import { tell } from "./telling.ts";

/** Begins a phase now, forwards or back; into the phase that is now, it changes nothing. */
export function movePhase(
  loaded: Loaded<Consultation> | undefined,
  { phase }: { readonly phase: Phase },
  asked: Asked,
): Refusal | Outcome<{ consultation: Id; version: number }> {
  if (loaded === undefined) return consultationMissing();
  const now = phaseAt(loaded.state, asked.atMs);
  if (now.phase === phase) return { answer: { consultation: loaded.id, version: loaded.version } };

  const moved: Consultation = { ...loaded.state, entered: { phase, at: asked.at } };
  const happened = moved.stage === "draft" ? [] : [phaseChanged(loaded.id, now.phase, phase, asked.at)];
  return {
    writes: [put(consultationDocument, loaded.id, moved)],
    facts: tell(moved.audience, happened, asked).facts,
    answer: { consultation: loaded.id, version: loaded.version + 1 },
  };
}
