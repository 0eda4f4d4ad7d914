import { factOf } from "@teilhabe/contracts/event";
import { CommentWithdrawn } from "@teilhabe/contracts/ideas/comment-events";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { sees } from "./consultation.ts";
import { countIdeaSoon } from "./counting.ts";
import { type Comment, commentErased, commentMissing, placeOf } from "./discussion.ts";
import { commentDocument } from "./documents.ts";
import { notTheAuthor, stageFault } from "./idea.ts";
import { tell } from "./telling.ts";
import { goneFault, stillThere, type Writer } from "./writer.ts";

export type OwnComment = { readonly comment: Loaded<Comment> | undefined; readonly writer: Loaded<Writer> | undefined };

/** Its text is deleted; its place in the discussion stays. */
export function withdrawComment({ comment, writer }: OwnComment, asked: Asked): Refusal | Outcome<Record<string, never>> {
  if (asked.by === undefined) return refuse("token-needed", "Sign in first.");
  const gone = goneFault(writer);
  if (gone !== undefined) return gone;
  if (comment === undefined || !sees(asked, comment.state.audience, comment.state.consultation)) return commentMissing();
  if (comment.state.stage === "erased") return commentErased();
  if (comment.state.author !== asked.by) return notTheAuthor();
  if (comment.state.stage !== "published") return stageFault(comment.state.stage, "published");

  const { idea, consultation, audience, author } = comment.state;
  return {
    writes: [put(commentDocument, comment.id, { ...placeOf(comment.state), stage: "withdrawn", author }), stillThere(asked.by)],
    facts: tell(audience, [factOf(CommentWithdrawn, { comment: comment.id, idea, consultation })], asked).facts,
    tasks: [countIdeaSoon(idea, asked)],
    answer: {},
  };
}
