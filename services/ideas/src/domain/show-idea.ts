import type { IdeaSummary, Idea as ShownIdea } from "@teilhabe/contracts/ideas/views";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import { moderates } from "./consultation.ts";
import { type Content, contentOf, type ErasedIdea, type Idea, type IdeaText, isAuthor, type Life, lifeOf, type OfficialAnswer } from "./idea.ts";
import { given } from "./optional.ts";

type Known = Exclude<Idea, ErasedIdea>;
type Viewer = Pick<Asked, "by" | "grants">;

/** May the asker read title, text and images? Of public ideas everyone may; others are for their author, hidden ones for moderators too. */
export function reads(idea: Known, asked: Viewer): boolean {
  if (idea.stage === "published" || isAuthor(idea, asked)) return true;
  return idea.stage === "hidden" && moderates(asked, idea.consultation);
}

/**
 * An idea as a list shows it.
 * @param name the author's, shown now
 * @param supported whether the asker supports it; undefined: nobody asks
 */
export function ideaSummary(id: Id, idea: Known, name: string | undefined, supported: boolean | undefined, asked: Viewer): IdeaSummary {
  const life = lifeOf(idea);
  const { consultation, stage } = idea;
  const shown: IdeaSummary = {
    id,
    consultation,
    stage,
    activeAt: life?.activeAt ?? timeOf(id, idea),
    supports: life?.supports ?? 0,
    comments: life?.comments ?? 0,
  };
  const content = reads(idea, asked) ? contentOf(idea) : undefined;
  if (content !== undefined) showContent(shown, content, idea, name);
  if (life !== undefined) showLife(shown, life);
  if (idea.reference !== undefined) shown.reference = idea.reference;
  if (supported !== undefined) shown.mine = { supported, author: isAuthor(idea, asked) };
  return shown;
}

// Field by field: lists are the most asked-for pages, and objects spread into each other take twice the time.
function showContent(shown: IdeaSummary, content: Content, { byCity }: Known, name: string | undefined): void {
  const { title, category, district, place, cost, images } = content;
  shown.title = title;
  shown.author = byCity || name === undefined ? { city: byCity } : { city: false, name };
  if (category !== undefined) shown.category = category;
  if (district !== undefined) shown.district = district;
  if (place !== undefined) shown.place = place;
  if (cost !== undefined) shown.cost = cost;
  if (images[0] !== undefined) shown.image = images[0].id;
}

function showLife(shown: IdeaSummary, { publishedAt, answer, answerDueAt }: Life): void {
  shown.publishedAt = publishedAt;
  if (answer !== undefined) shown.answer = answer;
  if (answerDueAt !== undefined) shown.answerDueAt = answerDueAt;
}

/** What never was public has no time of its own but that of its id (RFC 9562, 5.7). */
function timeOf(id: Id, idea: Known): string {
  if (idea.stage === "withdrawn") return idea.withdrawnAt;
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

export type WholeIdea = {
  readonly id: Id;
  readonly idea: Known;
  readonly text: Loaded<IdeaText> | undefined;
  readonly answer: OfficialAnswer | undefined;
  readonly name: string | undefined;
  readonly supported: boolean | undefined;
};

export function wholeIdea({ id, idea, text, answer, name, supported }: WholeIdea, asked: Viewer): ShownIdea {
  const readable = reads(idea, asked);
  const editions = answer?.editions ?? [];
  const last = editions.at(-1);
  return {
    ...ideaSummary(id, idea, name, supported, asked),
    ...(readable && text !== undefined && text.state.text !== "" && { text: text.state.text }),
    images: readable ? (contentOf(idea)?.images ?? []).map((image) => ({ ...image })) : [],
    ...given({ editedAt: text?.state.editedAt, moderation: moderationFor(text, readable) }),
    ...(last !== undefined && { officialAnswer: { ...last, editions: editions.length } }),
    version: text?.version ?? 0,
  };
}

/** Everyone sees that a moderator decided and on what ground; the statement is for those who may read what it is about. */
function moderationFor(text: Loaded<IdeaText> | undefined, readable: boolean): IdeaText["moderation"] {
  const moderation = text?.state.moderation;
  if (moderation === undefined || readable) return moderation;
  const { decision, ground, at } = moderation;
  return { decision, ground, at };
}
