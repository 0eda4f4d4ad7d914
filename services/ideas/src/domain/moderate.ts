import { type Fact, factOf } from "@teilhabe/contracts/event";
import { CommentModerated, ContentModerated } from "@teilhabe/contracts/ideas/comment-events";
import { IdeaModerated } from "@teilhabe/contracts/ideas/events";
import type { Ground, Moderation } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { moderates, sees } from "./consultation.ts";
import { countIdeaSoon } from "./counting.ts";
import { type Comment, commentErased, commentMissing, placeOf, type ReportedCase, type Target } from "./discussion.ts";
import { caseDocument, commentDocument, ideaDocument, ideaTextDocument } from "./documents.ts";
import { type Idea, type IdeaText, missing, stageFault } from "./idea.ts";
import { tellReporters } from "./tell-reporters.ts";
import { tell } from "./telling.ts";

type Input = { readonly decision: "hide" | "restore" | "keep"; readonly reason: Ground; readonly statement: string };
const DECIDED = { hide: "hidden", restore: "restored", keep: "kept" } as const;
/** In which stage each decision is possible. */
const POSSIBLE = { hide: "published", restore: "hidden", keep: "published" } as const;

export type ModeratedIdea = {
  readonly idea: Loaded<Idea> | undefined;
  readonly text: Loaded<IdeaText> | undefined;
  readonly reported: Loaded<ReportedCase> | undefined;
};

/** Hides an idea, shows it again or keeps it, always with a statement of reasons; decides what was reported of it. */
export function moderateIdea({ idea, text, reported }: ModeratedIdea, input: Input, asked: Asked): Refusal | Outcome<{ idea: Id; version: number }> {
  const gone = missing(idea, asked);
  if (gone !== undefined) return gone;
  const state = idea?.state;
  if (idea === undefined || state === undefined || text === undefined) return stageFault("erased", "published and hidden");
  if (!moderates(asked, state.consultation)) return notYours();
  if ((state.stage !== "published" && state.stage !== "hidden") || state.stage !== POSSIBLE[input.decision])
    return stageFault(state.stage, POSSIBLE[input.decision]);

  const moderation = moderationOf(input, asked);
  const { consultation, audience, author, byCity } = state;
  const target: Target = { target: idea.id, kind: "idea", idea: idea.id, consultation };
  const told = tell(audience, [factOf(IdeaModerated, { idea: idea.id, consultation, decision: moderation.decision, ground: input.reason })], asked);
  const decided = caseDecided(reported, target, moderation, asked);
  return {
    writes: [
      put(ideaDocument, idea.id, moderated(state, input, asked)),
      put(ideaTextDocument, idea.id, { ...text.state, searchable: input.decision !== "hide", moderation }),
      ...decided.writes,
      ...told.writes,
    ],
    facts: [...told.facts, ...(byCity || author === undefined ? [] : [toAuthor(target, author, moderation)])],
    tasks: decided.tasks,
    answer: { idea: idea.id, version: text.version + 1 },
  };
}

type Shown = Extract<Idea, { stage: "published" | "hidden" }>;

function moderated(idea: Shown, { decision, reason }: Input, asked: Asked): Shown {
  if (decision === "hide") return { ...idea, stage: "hidden", hiddenAt: asked.at, ground: reason };
  if (idea.stage === "published") return idea;
  const { hiddenAt: _hiddenAt, ground: _ground, ...shown } = idea;
  return { ...shown, stage: "published" };
}

export type ModeratedComment = { readonly comment: Loaded<Comment> | undefined; readonly reported: Loaded<ReportedCase> | undefined };

export function moderateComment({ comment, reported }: ModeratedComment, input: Input, asked: Asked): Refusal | Outcome<Record<string, never>> {
  if (comment === undefined || !sees(asked, comment.state.audience, comment.state.consultation)) return commentMissing();
  const { state } = comment;
  if (state.stage === "erased") return commentErased();
  if (!moderates(asked, state.consultation)) return notYours();
  if (state.stage === "withdrawn" || state.stage !== POSSIBLE[input.decision]) return stageFault(state.stage, POSSIBLE[input.decision]);

  const moderation = moderationOf(input, asked);
  const { idea, consultation, audience, author, text } = state;
  const target: Target = { target: comment.id, kind: "comment", idea, consultation };
  const fact = factOf(CommentModerated, { comment: comment.id, idea, consultation, decision: moderation.decision, ground: input.reason });
  const decided = caseDecided(reported, target, moderation, asked);
  const stage = input.decision === "hide" ? "hidden" : "published";
  return {
    writes: [put(commentDocument, comment.id, { ...placeOf(state), stage, author, text, moderation }), ...decided.writes],
    facts: [...tell(audience, [fact], asked).facts, toAuthor(target, author, moderation)],
    tasks: [countIdeaSoon(idea, asked), ...decided.tasks],
    answer: {},
  };
}

function moderationOf({ decision, reason, statement }: Input, asked: Asked): Moderation {
  return { decision: DECIDED[decision], ground: reason, statement, at: asked.at };
}

function toAuthor(target: Target, person: Id, { decision, ground }: Moderation): Fact {
  return factOf(ContentModerated, { ...target, person, decision, ground });
}

/** What was reported is decided, and its reporters hear of it. */
function caseDecided(
  reported: Loaded<ReportedCase> | undefined,
  target: Target,
  { decision, ground }: Moderation,
  asked: Asked,
): { readonly writes: Write[]; readonly tasks: TaskDraft[] } {
  if (reported?.state.stage !== "open") return { writes: [], tasks: [] };
  const { since: _since, ...counted } = reported.state;
  return {
    writes: [put(caseDocument, reported.id, { ...counted, stage: "decided", decidedAt: asked.at })],
    tasks: [tellReporters({ ...target, decision, ground, decidedAt: asked.at }, asked)],
  };
}

function notYours(): Refusal {
  return refuse("grant-needed", "You moderate other consultations, not this one.");
}
