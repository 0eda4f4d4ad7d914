import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, remove, type TaskDraft } from "@teilhabe/platform/rule";
import { ideaDocument, ideaTextDocument, imageDocument } from "./documents.ts";
import type { Idea, IdeaText, WithdrawnIdea } from "./idea.ts";

/** Deletes what an author took back. */
export const DROP_TEXT = "drop-text";
/** So long an author can still read what was withdrawn. */
export const WITHDRAWN_KEPT_MS = 30 * 86_400_000;

export function dropTextLater(idea: Id, afterMs: number, asked: Asked): TaskDraft {
  return { kind: DROP_TEXT, id: `${DROP_TEXT}/${idea}`, key: `${DROP_TEXT}/${idea}`, dueAtMs: asked.atMs + afterMs, data: { idea } };
}

export function isDroppable(idea: Loaded<Idea> | undefined): idea is Loaded<WithdrawnIdea> {
  return idea?.state.stage === "withdrawn" && idea.state.content !== undefined;
}

/** Only that there was an idea stays, and its history. */
export function dropText(idea: Loaded<WithdrawnIdea>, text: Loaded<IdeaText> | undefined): Outcome<undefined> {
  const { content, ...rest } = idea.state;
  return {
    writes: [
      put(ideaDocument, idea.id, rest),
      ...(text === undefined ? [] : [put(ideaTextDocument, idea.id, { title: "", text: "", searchable: false })]),
      ...(content?.images ?? []).map((image) => remove(imageDocument, image.id)),
    ],
    answer: undefined,
  };
}
