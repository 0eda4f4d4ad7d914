import type { IdeaSummary, Idea as ShownIdea } from "@teilhabe/contracts/ideas/views";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import { moderates } from "./consultation.ts";
import { contentOf, type ErasedIdea, type Idea, type IdeaText, isAuthor, lifeOf, type OfficialAnswer } from "./idea.ts";
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
  const content = reads(idea, asked) ? contentOf(idea) : undefined;
  const image = content?.images[0]?.id;
  return {
    id,
    consultation: idea.consultation,
    stage: idea.stage,
    ...(content !== undefined && {
      title: content.title,
      author: authorOf(idea, name),
      ...given({ category: content.category, district: content.district, place: content.place, cost: content.cost, image }),
    }),
    ...given({ reference: idea.reference, publishedAt: life?.publishedAt, answer: life?.answer, answerDueAt: life?.answerDueAt }),
    activeAt: life?.activeAt ?? (idea.stage === "withdrawn" ? idea.withdrawnAt : timeOf(id)),
    supports: life?.supports ?? 0,
    comments: life?.comments ?? 0,
    ...(supported !== undefined && { mine: mineOf(idea, supported, asked) }),
  };
}

function authorOf({ byCity }: Known, name: string | undefined): NonNullable<IdeaSummary["author"]> {
  return { city: byCity, ...(!byCity && name !== undefined && { name }) };
}

function mineOf(idea: Known, supported: boolean, asked: Viewer): NonNullable<IdeaSummary["mine"]> {
  return { supported, author: isAuthor(idea, asked) };
}

/** A draft has no time of its own but that of its id (RFC 9562, 5.7). */
function timeOf(id: Id): string {
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
