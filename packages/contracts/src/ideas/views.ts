import { z } from "zod";
import { Code, Id, Instant, Money } from "../shapes.ts";
import { AnswerEdition, Author, CommentStage, Consultation, Ground, IdeaStage, Mine, Moderation, Place, Verdict } from "./shapes.ts";

/** A consultation in a list: without its texts, categories and rules. */
export const ConsultationSummary = Consultation.pick({
  id: true,
  stage: true,
  title: true,
  audience: true,
  phase: true,
  schedule: true,
  createdAt: true,
  publishedAt: true,
});
export type ConsultationSummary = z.infer<typeof ConsultationSummary>;

/** An idea in a list. Title and author of what is not public are shown to its author and to moderators only. */
export const IdeaSummary = z.object({
  id: Id,
  consultation: Id,
  stage: IdeaStage,
  title: z.string().optional(),
  author: Author.optional(),
  category: Code.optional(),
  district: Code.optional(),
  place: Place.optional(),
  cost: Money.optional(),
  reference: z.string().optional(),
  /** The first image. */
  image: Id.optional(),
  publishedAt: Instant.optional(),
  /** When it was last published, edited, commented on or answered. */
  activeAt: Instant,
  supports: z.int(),
  comments: z.int(),
  answer: Verdict.optional(),
  /** Until when the city must answer: set once, when the threshold is reached. */
  answerDueAt: Instant.optional(),
  mine: Mine.optional(),
});
export type IdeaSummary = z.infer<typeof IdeaSummary>;

export const IdeaImage = z.object({ id: Id, mediaType: z.string(), bytes: z.int(), alt: z.string().optional() });
export type IdeaImage = z.infer<typeof IdeaImage>;

/** An idea whole. Of a withdrawn or hidden one, others than its author and moderators see no text. */
export const Idea = IdeaSummary.extend({
  text: z.string().optional(),
  images: z.array(IdeaImage),
  editedAt: Instant.optional(),
  officialAnswer: AnswerEdition.extend({ editions: z.int() }).optional(),
  moderation: Moderation.optional(),
  version: z.int(),
});
export type Idea = z.infer<typeof Idea>;

export const Comment = z.object({
  id: Id,
  idea: Id,
  replyTo: Id.optional(),
  stage: CommentStage,
  text: z.string().optional(),
  author: Author.optional(),
  at: Instant,
  moderation: Moderation.optional(),
  mine: z.object({ author: z.boolean() }).optional(),
});
export type Comment = z.infer<typeof Comment>;

/** One step in the public life of an idea; `facts` are codes, counts, ids and times. */
export const HistoryEntry = z.object({
  at: Instant,
  what: z.enum([
    "published",
    "edited",
    "withdrawn",
    "hidden",
    "restored",
    "kept",
    "threshold-reached",
    "answer-overdue",
    "answered",
    "answer-edited",
    "erased",
  ]),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Something that citizens reported and that waits for a moderator, or was decided. */
export const ReportedCase = z.object({
  /** Id of the idea or the comment. */
  target: Id,
  kind: z.enum(["idea", "comment"]),
  idea: Id,
  consultation: Id,
  stage: z.enum(["open", "decided"]),
  reports: z.int(),
  grounds: z.array(z.object({ ground: Ground, reports: z.int() })),
  firstAt: Instant,
  lastAt: Instant,
});
export type ReportedCase = z.infer<typeof ReportedCase>;

/** One citizen's report; whose it is stays with the service. */
export const Report = z.object({ ground: Ground, explanation: z.string().optional(), at: Instant });
export type Report = z.infer<typeof Report>;
