import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Id, pageOf, pageRequest } from "../shapes.ts";
import { acting, ideaMissing } from "./refusals.ts";
import { CommentText, commentExample, ideaExample } from "./shapes.ts";
import { Comment } from "./views.ts";

export const postComment = defineOperation({
  name: "ideas.post-comment",
  summary: "Comment on an idea, or answer a comment",
  access: "person",
  http: { method: "POST", path: "/ideas/{idea}/comments", status: 201 },
  input: z.object({ idea: Id, text: CommentText, replyTo: Id.optional() }),
  output: z.object({ comment: Id }),
  refusals: {
    ...acting,
    ...ideaMissing,
    "comment-not-found": 404,
    "not-in-this-stage": 409,
    "not-in-this-phase": 409,
    "assurance-too-low": 403,
  },
  examples: [{ idea: ideaExample, text: "Auch am Spielplatz wären Bänke gut." }],
});

export const withdrawComment = defineOperation({
  name: "ideas.withdraw-comment",
  summary: "Take one's own comment back",
  description: "Its text is deleted; its place in the discussion stays.",
  access: "person",
  http: { method: "DELETE", path: "/comments/{comment}", status: 204 },
  input: z.object({ comment: Id }),
  output: z.object({}),
  refusals: { ...acting, "comment-not-found": 404, "comment-erased": 410, "not-the-author": 403, "not-in-this-stage": 409 },
  examples: [{ comment: commentExample }],
});

export const listComments = defineOperation({
  name: "ideas.list-comments",
  summary: "Comments on an idea",
  description: "Withdrawn, hidden and erased ones keep their place without text or author, so that answers to them stay readable.",
  access: "anyone",
  http: { method: "GET", path: "/ideas/{idea}/comments" },
  input: z.object({ idea: Id, sort: z.enum(["oldest", "newest"]).default("oldest"), ...pageRequest }),
  output: pageOf(Comment),
  refusals: { ...ideaMissing, "bad-cursor": 400 },
  examples: [{ idea: ideaExample }],
});
