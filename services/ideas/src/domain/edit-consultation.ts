import { factOf } from "@teilhabe/contracts/event";
import type { editConsultation as operation } from "@teilhabe/contracts/ideas/consultation-operations";
import { ConsultationEdited } from "@teilhabe/contracts/ideas/events";
import type { Named } from "@teilhabe/contracts/ideas/shapes";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { type Consultation, consultationMissing, faultOf } from "./consultation.ts";
import { consultationDocument } from "./documents.ts";
import { enterPhases } from "./enter-phase.ts";
import { changed, given } from "./optional.ts";
import { tell } from "./telling.ts";

type Change = InputOf<typeof operation>;

export function editConsultation(
  loaded: Loaded<Consultation> | undefined,
  change: Change,
  asked: Asked,
): Refusal | Outcome<OutputOf<typeof operation>> {
  if (loaded === undefined) return consultationMissing();
  const fixed = fixedFault(loaded.state, change);
  if (fixed !== undefined) return fixed;
  const edited = withChange(loaded.state, change);
  const fault = faultOf(edited);
  if (fault !== undefined) return fault;

  const answer = { consultation: loaded.id, version: loaded.version + 1 };
  const writes = [put(consultationDocument, loaded.id, edited)];
  if (edited.stage === "draft") return { writes, answer };
  const { facts } = tell(edited.audience, [factOf(ConsultationEdited, { consultation: loaded.id })], asked);
  return { writes, facts, tasks: enterPhases(loaded.id, edited), answer };
}

function withChange(old: Consultation, change: Change): Consultation {
  const { plainDescription: oldPlain, rules: oldRules, ...rest } = old;
  const { title, description, audience, schedule, categories, districts } = change;
  const { supportPhases, answerWithinDays, commentPhases, minimumAssurance } = change;
  const { supportThreshold: oldThreshold, ...otherRules } = oldRules;
  return {
    ...rest,
    ...given({ title, description, audience, schedule, categories, districts }),
    ...given({ plainDescription: changed(oldPlain, change.plainDescription) }),
    rules: {
      ...otherRules,
      ...given({ supportPhases, answerWithinDays, commentPhases, minimumAssurance }),
      ...given({ supportThreshold: changed(oldThreshold, change.supportThreshold) }),
    },
  };
}

/** What citizens have relied on since it was published. */
function fixedFault(old: Consultation, change: Change): Refusal | undefined {
  if (old.stage === "draft") return undefined;
  const faults = [
    change.audience !== undefined && change.audience !== old.audience ? "audience" : undefined,
    change.supportThreshold !== undefined && changed(old.rules.supportThreshold, change.supportThreshold) !== old.rules.supportThreshold
      ? "supportThreshold"
      : undefined,
    lacks(change.categories, old.categories) ? "categories" : undefined,
    lacks(change.districts, old.districts) ? "districts" : undefined,
  ].filter((field) => field !== undefined);
  if (faults.length === 0) return undefined;
  return refuse("fixed-after-publishing", `Once a consultation is published, this is fixed or may only grow: ${faults.join(", ")}.`, {
    errors: faults.map((field) => ({ pointer: `/${field}`, message: "is fixed, or lacks a code that may be in use" })),
  });
}

function lacks(wanted: readonly Named[] | undefined, used: readonly Named[]): boolean {
  return wanted !== undefined && used.some(({ code }) => !wanted.some((named) => named.code === code));
}
