import type { Comment as ShownComment } from "@teilhabe/contracts/ideas/views";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Asked } from "@teilhabe/platform/rule";
import { moderates } from "./consultation.ts";
import type { Comment } from "./discussion.ts";

/** A comment in a discussion; those that may not be read keep their place. */
export function shownComment(id: Id, comment: Comment, name: string | undefined, asked: Pick<Asked, "by" | "grants">): ShownComment {
  const { idea, at, replyTo } = comment;
  const author = comment.stage !== "erased" && asked.by !== undefined && comment.author === asked.by;
  const place = { id, idea, at, ...(replyTo !== undefined && { replyTo }), ...(asked.by !== undefined && { mine: { author } }) };
  if (comment.stage === "erased") return { ...place, stage: "withdrawn" };
  if (comment.stage === "withdrawn") return { ...place, stage: "withdrawn" };

  const readable = comment.stage === "published" || author || moderates(asked, comment.consultation);
  const moderation =
    comment.moderation && (author || moderates(asked, comment.consultation) ? comment.moderation : withoutStatement(comment.moderation));
  return {
    ...place,
    stage: comment.stage,
    ...(readable && { text: comment.text, author: { city: false, ...(name !== undefined && { name }) } }),
    ...(moderation !== undefined && { moderation }),
  };
}

function withoutStatement({ statement: _statement, ...rest }: NonNullable<ShownComment["moderation"]>): NonNullable<ShownComment["moderation"]> {
  return rest;
}
