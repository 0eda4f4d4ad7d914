import { factOf } from "@teilhabe/contracts/event";
import { CommentAuthored, CommentPublished } from "@teilhabe/contracts/ideas/comment-events";
import type { postComment as operation } from "@teilhabe/contracts/ideas/comment-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { assuranceFault, type Consultation, consultationMissing, phaseFault } from "./consultation.ts";
import { countIdeaSoon } from "./counting.ts";
import { type Comment, commentMissing } from "./discussion.ts";
import { commentDocument } from "./documents.ts";
import { type Idea, missing, type PublishedIdea, stageFault } from "./idea.ts";
import { given } from "./optional.ts";
import { tell } from "./telling.ts";
import { asWriter, goneFault, type Writer } from "./writer.ts";

export type Commenting = {
  readonly idea: Loaded<Idea> | undefined;
  readonly consultation: Loaded<Consultation> | undefined;
  readonly writer: Loaded<Writer> | undefined;
  /** The comment that is answered. */
  readonly repliedTo: Loaded<Comment> | undefined;
};
type Input = InputOf<typeof operation>;

export function postComment(loaded: Commenting, input: Input, asked: Asked): Refusal | Outcome<{ comment: Id }> {
  if (asked.by === undefined) return refuse("token-needed", "Sign in first.");
  const gone = goneFault(loaded.writer) ?? missing(loaded.idea, asked);
  if (gone !== undefined) return gone;
  const { idea, consultation } = loaded;
  if (idea?.state.stage !== "published") return stageFault(idea?.state.stage ?? "none", "published");
  const fault = placeFault(consultation?.state, loaded.repliedTo, input, asked);
  if (fault !== undefined) return fault;
  return posted(idea.state, input, asked.by, loaded, asked);
}

function placeFault(
  consultation: Consultation | undefined,
  repliedTo: Loaded<Comment> | undefined,
  { idea, replyTo }: Input,
  asked: Asked,
): Refusal | undefined {
  if (consultation === undefined) return consultationMissing();
  const fault = phaseFault(consultation, consultation.rules.commentPhases, asked) ?? assuranceFault(consultation, asked);
  if (fault !== undefined || replyTo === undefined) return fault;
  return repliedTo?.state.idea === idea && repliedTo.state.stage === "published" ? undefined : commentMissing();
}

function posted(idea: PublishedIdea, input: Input, author: Id, { writer, repliedTo }: Commenting, asked: Asked): Outcome<{ comment: Id }> {
  const { consultation, audience } = idea;
  const { replyTo } = input;
  const comment = asked.newId();
  const known = asWriter(writer, author, asked);
  const state = {
    stage: "published",
    idea: input.idea,
    consultation,
    audience,
    author,
    text: input.text,
    at: asked.at,
    ...given({ replyTo }),
  } as const;
  const ids = { comment, idea: input.idea, consultation };
  const replyToPerson = repliedTo === undefined || repliedTo.state.stage === "erased" ? undefined : repliedTo.state.author;
  return {
    writes: [put(commentDocument, comment, state), ...known.writes],
    facts: [
      ...tell(audience, [factOf(CommentPublished, { ...ids, ...given({ replyTo }) })], asked).facts,
      factOf(CommentAuthored, { ...ids, person: author, ...given({ replyToPerson }) }),
    ],
    tasks: [countIdeaSoon(input.idea, asked), ...known.tasks],
    answer: { comment },
  };
}
