import type { Refusal } from "@teilhabe/contracts/refusal";
import { refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, remove } from "@teilhabe/platform/rule";
import { assuranceFault, type Consultation, consultationMissing, phaseFault } from "./consultation.ts";
import { countIdeaSoon } from "./counting.ts";
import { supportDocument } from "./documents.ts";
import { type Idea, missing, type Support, stageFault, supportId } from "./idea.ts";
import { goneFault, stillThere, type Writer } from "./writer.ts";

export type Supporting = {
  readonly idea: Loaded<Idea> | undefined;
  readonly consultation: Loaded<Consultation> | undefined;
  readonly writer: Loaded<Writer> | undefined;
  readonly support: Loaded<Support> | undefined;
};
type Answer = { idea: Id; supported: boolean };

/** One document for each person and idea, so that nobody waits for anybody; counting comes after. */
export function supportIdea(loaded: Supporting, asked: Asked): Refusal | Outcome<Answer> {
  const found = supportable(loaded, asked);
  if ("refused" in found) return found;
  const { id, person, consultation } = found;
  const fault = assuranceFault(consultation, asked);
  if (fault !== undefined) return fault;
  if (loaded.support !== undefined) return { answer: { idea: id, supported: true } };

  return {
    writes: [put(supportDocument, supportId(id, person), { idea: id, person, at: asked.at }), stillThere(person)],
    tasks: [countIdeaSoon(id, asked)],
    answer: { idea: id, supported: true },
  };
}

export function withdrawSupport(loaded: Supporting, asked: Asked): Refusal | Outcome<Answer> {
  const found = supportable(loaded, asked);
  if ("refused" in found) return found;
  const { id, person } = found;
  if (loaded.support === undefined) return { answer: { idea: id, supported: false } };
  return {
    writes: [remove(supportDocument, supportId(id, person)), stillThere(person)],
    tasks: [countIdeaSoon(id, asked)],
    answer: { idea: id, supported: false },
  };
}

/** A public idea in a phase in which supports count, or why not. */
function supportable({ idea, consultation, writer }: Supporting, asked: Asked): Refusal | { id: Id; person: Id; consultation: Consultation } {
  if (asked.by === undefined) return refuse("token-needed", "Sign in first.");
  const gone = goneFault(writer) ?? missing(idea, asked);
  if (gone !== undefined) return gone;
  if (idea === undefined || consultation === undefined) return consultationMissing();
  if (idea.state.stage !== "published") return stageFault(idea.state.stage, "published");
  const fault = phaseFault(consultation.state, consultation.state.rules.supportPhases, asked);
  return fault ?? { id: idea.id, person: asked.by, consultation: consultation.state };
}
