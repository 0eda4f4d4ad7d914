import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import { type Consultation, consultationMissing } from "./consultation.ts";
import { type ErasedIdea, type Idea, type IdeaText, isAuthor, missing, notTheAuthor } from "./idea.ts";
import { goneFault, type Writer } from "./writer.ts";

/** Everything that a decision of an author about an idea needs. */
export type OwnIdea = {
  readonly idea: Loaded<Idea> | undefined;
  readonly text: Loaded<IdeaText> | undefined;
  readonly consultation: Loaded<Consultation> | undefined;
  readonly writer: Loaded<Writer> | undefined;
};

type Found = {
  readonly person: Id;
  readonly idea: Loaded<Exclude<Idea, ErasedIdea>>;
  readonly text: Loaded<IdeaText>;
  readonly consultation: Consultation;
};

/** The asker's own idea, or why not. */
export function ownIdea({ idea, text, consultation, writer }: OwnIdea, asked: Asked): Refusal | Found {
  const gone = goneFault(writer) ?? missing(idea, asked);
  if (gone !== undefined) return gone;
  if (idea === undefined || idea.state.stage === "erased" || text === undefined || asked.by === undefined) return notTheAuthor();
  if (!isAuthor(idea.state, asked)) return notTheAuthor();
  if (consultation === undefined) return consultationMissing();
  return { person: asked.by, idea: { ...idea, state: idea.state }, text, consultation: consultation.state };
}
