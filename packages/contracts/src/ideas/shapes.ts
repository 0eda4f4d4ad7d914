import { z } from "zod";
import { Code, Id, Instant, Position, text } from "../shapes.ts";

/** Longest title of a consultation or an idea; the longest in real elections has 247 characters. */
export const TITLE_MAX = 300;
/** Longest text of a comment. */
export const COMMENT_MAX = 3_000;
export const CATEGORIES_MAX = 100;
export const DISTRICTS_MAX = 200;
export const IMAGES_MAX = 5;
/** Bytes of one image: with base64 around it, a message on the bus still holds it. */
export const IMAGE_BYTES_MAX = 360_000;
/** Longest text of an official answer: all its editions fit into one message. */
export const ANSWER_MAX = 5_000;
/** Editions of an official answer that are kept and shown. */
export const ANSWER_EDITIONS_MAX = 20;
/** So long the city has to answer an idea that reached its threshold, unless the consultation says otherwise. */
export const ANSWER_DAYS_DEFAULT = 90;

export const consultationExample = "0198c5a0-0000-7000-8000-0000000000c1";
export const ideaExample = "0198c5a0-0000-7000-8000-000000000001";
export const commentExample = "0198c5a0-0000-7000-8000-0000000000a1";
export const imageExample = "0198c5a0-0000-7000-8000-0000000000b1";

/** In the order of a process: what is, what could be, what is possible, what do we want, what is decided, what became of it. */
export const PHASES = ["inform", "ideas", "review", "vote", "decide", "implement"] as const;
export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;

/** `staff`: only the city's own staff see the consultation and everything in it. */
export const Audience = z.enum(["public", "staff"]);
export type Audience = z.infer<typeof Audience>;

export const Title = text(TITLE_MAX, "Mehr Bänke im Park");
export const Description = text(10_000, "Wo sollen neue Bänke stehen? Schlagen Sie Plätze vor.");
export const IdeaText = text(10_000, "Am Weiher fehlen Bänke im Schatten. Drei würden genügen.");
export const CommentText = text(COMMENT_MAX, "Auch am Spielplatz wären Bänke gut.");

/** An official identifier of an idea elsewhere, such as a project's number in a published election. */
export const Reference = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/#()+-]*$/u)
  .meta({ description: "Letters, digits and ` ._:/#()+-`; unique within a consultation.", examples: ["BO.D16.14/23"] });

/** A code with the name that citizens read. */
export const Named = z.object({ code: Code, name: text(100, "Parks und Grün") });
export type Named = z.infer<typeof Named>;

/** A phase and when it is planned to begin. */
export const Planned = z.object({ phase: Phase, from: Instant });
export type Planned = z.infer<typeof Planned>;

/** What citizens may do when. A list of phases may be empty: then never. */
export const Rules = z.object({
  supportPhases: z.array(Phase).max(PHASES.length),
  /** So many supports oblige the city to answer; absent: none does. */
  supportThreshold: z.int().min(1).max(10_000_000).optional(),
  answerWithinDays: z.int().min(1).max(3_650),
  commentPhases: z.array(Phase).max(PHASES.length),
  /** Least level of assurance for submitting, supporting and commenting: 0 e-mail … 4 eID. */
  minimumAssurance: z.int().min(0).max(4),
});
export type Rules = z.infer<typeof Rules>;

export const Consultation = z.object({
  id: Id,
  stage: z.enum(["draft", "published"]),
  title: z.string(),
  description: z.string(),
  /** The same in plain language (Leichte Sprache). */
  plainDescription: z.string().optional(),
  audience: Audience,
  /** The phase now. */
  phase: Phase,
  schedule: z.array(Planned),
  categories: z.array(Named),
  districts: z.array(Named),
  rules: Rules,
  createdAt: Instant,
  publishedAt: Instant.optional(),
  version: z.int(),
});
export type Consultation = z.infer<typeof Consultation>;

export const Place = z
  .object({ position: Position, label: text(200, "Am Weiher").optional() })
  .meta({ examples: [{ position: { latitude: 48.137, longitude: 11.575 }, label: "Am Weiher" }] });
export type Place = z.infer<typeof Place>;

/** Where an idea or a comment stands. `hidden`: by a moderator. Erased ones answer 410. */
export const IdeaStage = z.enum(["draft", "published", "withdrawn", "hidden"]);
export type IdeaStage = z.infer<typeof IdeaStage>;
export const CommentStage = z.enum(["published", "withdrawn", "hidden"]);

export const WithdrawalReason = z.enum(["duplicated", "started", "unfeasible", "done", "other"]);
export const Verdict = z.enum(["accepted", "partly", "rejected"]);
export type Verdict = z.infer<typeof Verdict>;

/** Why a moderator decided, or a citizen reported (Digital Services Act, articles 16 and 17). */
export const Ground = z.enum(["illegal", "hate", "insult", "personal-data", "spam", "off-topic", "duplicate", "other"]);
export type Ground = z.infer<typeof Ground>;

/** The statement of reasons: what was decided, why, and in words. */
export const Moderation = z.object({
  decision: z.enum(["hidden", "restored", "kept"]),
  ground: Ground,
  /** For the author and for moderators. */
  statement: z.string().optional(),
  at: Instant,
});
export type Moderation = z.infer<typeof Moderation>;

export const Author = z.object({
  /** The name shown now; absent when the person shows none. */
  name: z.string().optional(),
  /** True: submitted by staff in the name of the city. */
  city: z.boolean(),
});

/** Whether the idea is the asker's; absent without a token. */
export const Mine = z.object({ supported: z.boolean(), author: z.boolean() });

export const AnswerEdition = z.object({ verdict: Verdict, text: z.string(), at: Instant });
export type AnswerEdition = z.infer<typeof AnswerEdition>;
