import { holds } from "@teilhabe/contracts/asker";
import type { AnswerEdition, Audience, Ground, Moderation, Place, Verdict } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id, Instant, Money } from "@teilhabe/contracts/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";
import { sees } from "./consultation.ts";

export type Image = { readonly id: Id; readonly mediaType: string; readonly bytes: number; readonly alt?: string };

/** What is shown of an idea in lists; its long text is a document of its own. */
export type Content = {
  readonly title: string;
  readonly category?: string;
  readonly district?: string;
  readonly place?: Place;
  readonly cost?: Money;
  readonly images: readonly Image[];
};

type Known = {
  readonly consultation: Id;
  readonly audience: Audience;
  /** Absent once the member of staff who submitted it for the city is erased. */
  readonly author?: Id;
  readonly byCity: boolean;
  readonly reference?: string;
};

/** What an idea gathers once it is public. */
export type Life = {
  readonly publishedAt: Instant;
  readonly activeAt: Instant;
  readonly supports: number;
  readonly comments: number;
  /** When they were last counted. */
  readonly countedAtMs: number;
  readonly answer?: Verdict;
  /** Set once, when the threshold is reached. */
  readonly answerDueAt?: Instant;
};

export type DraftIdea = Known & Content & { readonly stage: "draft" };
export type PublishedIdea = Known & Content & Life & { readonly stage: "published" };
export type HiddenIdea = Known & Content & Life & { readonly stage: "hidden"; readonly hiddenAt: Instant; readonly ground: Ground };
/** Its life is absent when it never was public. */
export type WithdrawnIdea = Known & { readonly stage: "withdrawn"; readonly withdrawnAt: Instant; readonly content?: Content; readonly life?: Life };
export type ErasedIdea = { readonly stage: "erased"; readonly consultation: Id; readonly audience: Audience; readonly wasPublic: boolean };
export type Idea = DraftIdea | PublishedIdea | HiddenIdea | WithdrawnIdea | ErasedIdea;

/** The long part of an idea. Its version is what If-Match compares: counts do not change it. */
export type IdeaText = {
  /** Beside the idea's, for the words that search finds. */
  readonly title: string;
  readonly text: string;
  /** True: published, so that search finds it. */
  readonly searchable: boolean;
  readonly editedAt?: Instant;
  readonly moderation?: Moderation;
};

export type OfficialAnswer = { /** Oldest first. */ readonly editions: readonly AnswerEdition[] };
/** Someone's support; there is none without a document. */
export type Support = { readonly idea: Id; readonly person: Id; readonly at: Instant };
export type StoredImage = { readonly idea: Id; readonly mediaType: string; readonly base64: string };
/** Which idea has an external reference, in a consultation. */
export type ReferenceTaken = { readonly idea: Id };

export function supportId(idea: Id, person: Id): string {
  return `${idea}/${person}`;
}

export function isAuthor(idea: Idea, asked: Pick<Asked, "by" | "grants">): boolean {
  if (idea.stage === "erased") return false;
  if (idea.byCity) return holds(asked, "staff");
  return asked.by !== undefined && idea.author === asked.by;
}

/** @returns the refusal that an asker meets who may not look at this idea, or at what is left of it */
export function missing(loaded: Loaded<Idea> | undefined, asked: Pick<Asked, "by" | "grants">): Refusal | undefined {
  const none = refuse("idea-not-found", "There is no such idea, or it is not open to you.");
  if (loaded === undefined || !sees(asked, loaded.state.audience, loaded.state.consultation)) return none;
  const idea = loaded.state;
  if (idea.stage === "erased") return idea.wasPublic ? refuse("idea-erased", "This idea was erased with its author's data.") : none;
  return lifeOf(idea) === undefined && !isAuthor(idea, asked) ? none : undefined;
}

export function stageFault(stage: string, possible: string): Refusal {
  return refuse("not-in-this-stage", `This is possible with ${possible} ideas. This one is ${stage}.`, { facts: { stage } });
}

export function notTheAuthor(): Refusal {
  return refuse("not-the-author", "Only the author may do this.");
}

/** Content and life of an idea, wherever its stage keeps them. */
export function contentOf(idea: Exclude<Idea, ErasedIdea>): Content | undefined {
  return idea.stage === "withdrawn" ? idea.content : idea;
}

export function lifeOf(idea: Exclude<Idea, ErasedIdea>): Life | undefined {
  if (idea.stage === "withdrawn") return idea.life;
  return idea.stage === "draft" ? undefined : idea;
}
