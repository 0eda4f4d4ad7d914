import { type Fact, factOf } from "@teilhabe/contracts/event";
import { ConsultationPhaseChanged } from "@teilhabe/contracts/ideas/events";
import type { Phase } from "@teilhabe/contracts/ideas/shapes";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, type TaskDraft } from "@teilhabe/platform/rule";
import { type Consultation, phaseAt } from "./consultation.ts";
import { consultationDocument } from "./documents.ts";
import { tell } from "./telling.ts";

/** Tells that a planned phase has begun. */
export const ENTER_PHASE = "enter-phase";

/** For every beginning that is planned; those of an older plan find nothing to do. */
export function enterPhases(consultation: Id, { schedule, entered }: Consultation): TaskDraft[] {
  return schedule
    .map(({ phase, from }) => ({ phase, dueAtMs: Date.parse(from) }))
    .filter(({ dueAtMs }) => dueAtMs > Date.parse(entered.at))
    .map(({ phase, dueAtMs }) => ({
      kind: ENTER_PHASE,
      id: `${ENTER_PHASE}/${consultation}/${phase}/${dueAtMs}`,
      key: `${ENTER_PHASE}/${consultation}`,
      dueAtMs,
      data: { consultation },
    }));
}

/** Time has brought another phase: say so once. */
export function enterPhase(loaded: Loaded<Consultation> | undefined, asked: Asked): Outcome<undefined> | undefined {
  if (loaded?.state.stage !== "published") return undefined;
  const { phase, since } = phaseAt(loaded.state, asked.atMs);
  const { entered, audience } = loaded.state;
  if (since === entered.at) return undefined;
  const { facts } = tell(audience, phase === entered.phase ? [] : [phaseChanged(loaded.id, entered.phase, phase, since)], asked);
  return { writes: [put(consultationDocument, loaded.id, { ...loaded.state, entered: { phase, at: since } })], facts, answer: undefined };
}

export function phaseChanged(consultation: Id, previous: Phase, phase: Phase, since: Instant): Fact {
  return factOf(ConsultationPhaseChanged, { consultation, phase, previous, since });
}
