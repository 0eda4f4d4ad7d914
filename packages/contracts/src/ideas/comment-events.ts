import { z } from "zod";
import { defineEvent } from "../event.ts";
import { Id, PersonId } from "../shapes.ts";
import { commentExample, consultationExample, Ground, ideaExample } from "./shapes.ts";

const person = "0198c5a0-0000-7000-8000-00000000000a";
const ofComment = { comment: Id, idea: Id, consultation: Id };
const ids = { comment: commentExample, idea: ideaExample, consultation: consultationExample };
const ofTarget = { target: Id, kind: z.enum(["idea", "comment"]), idea: Id, consultation: Id };
const target = { target: commentExample, kind: "comment", idea: ideaExample, consultation: consultationExample } as const;

export const CommentPublished = defineEvent({
  type: "ideas.comment-published.v1",
  audience: "public",
  description: "Somebody commented on an idea, or answered a comment.",
  data: z.object({ ...ofComment, replyTo: Id.optional() }),
  subject: "comment",
  example: ids,
});

export const CommentWithdrawn = defineEvent({
  type: "ideas.comment-withdrawn.v1",
  audience: "public",
  description: "The author took a comment back. Its text is deleted.",
  data: z.object(ofComment),
  subject: "comment",
  example: ids,
});

export const CommentModerated = defineEvent({
  type: "ideas.comment-moderated.v1",
  audience: "public",
  description: "A moderator hid a comment, showed it again, or kept it after reports.",
  data: z.object({ ...ofComment, decision: z.enum(["hidden", "restored", "kept"]), ground: Ground }),
  subject: "comment",
  example: { ...ids, decision: "hidden", ground: "insult" },
});

export const CommentErased = defineEvent({
  type: "ideas.comment-erased.v1",
  audience: "public",
  description: "A comment is erased with its author's data. Whoever fetched its text deletes it.",
  data: z.object(ofComment),
  subject: "comment",
  example: ids,
});

export const CommentAuthored = defineEvent({
  type: "ideas.comment-authored.v1",
  audience: "internal",
  description: "Whose comment was published: so that nobody gets a notice of what they wrote, and authors hear of answers.",
  data: z.object({ ...ofComment, person: PersonId, replyToPerson: PersonId.optional() }),
  subject: "comment",
  example: { ...ids, person },
});

export const ContentReported = defineEvent({
  type: "ideas.content-reported.v1",
  audience: "internal",
  description: "Something that nobody had reported waits for a moderator.",
  data: z.object(ofTarget),
  subject: "target",
  example: target,
});

export const ReportDecided = defineEvent({
  type: "ideas.report-decided.v1",
  audience: "internal",
  description: "A moderator decided what this person had reported.",
  data: z.object({ ...ofTarget, person: PersonId, decision: z.enum(["hidden", "restored", "kept"]), ground: Ground }),
  subject: "target",
  example: { ...target, person, decision: "hidden", ground: "insult" },
});

export const ContentModerated = defineEvent({
  type: "ideas.content-moderated.v1",
  audience: "internal",
  description: "A moderator decided about something of this person, who gets the statement of reasons.",
  data: z.object({ ...ofTarget, person: PersonId, decision: z.enum(["hidden", "restored", "kept"]), ground: Ground }),
  subject: "target",
  example: { ...target, person, decision: "hidden", ground: "insult" },
});
