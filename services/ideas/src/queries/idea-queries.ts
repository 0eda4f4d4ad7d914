import type { Id } from "@teilhabe/contracts/shapes";
import type { ErasedIdea, HiddenIdea, Idea, PublishedIdea, WithdrawnIdea } from "../domain/idea.ts";

/** What lists of public ideas are sorted by, all from the most to the least. */
export type Sort = "newest" | "most-supported" | "recently-active";

export type IdeaFilter = {
  readonly consultation?: Id | undefined;
  readonly category?: string | undefined;
  readonly district?: string | undefined;
  readonly answered?: boolean | undefined;
  /** False: only what is open to the public. */
  readonly staffToo: boolean;
};

/** An idea with the name that its author shows now. */
export type IdeaRow<State = Idea> = { readonly id: Id; readonly idea: State; readonly name?: string };
/** Where the page before ended: what it was sorted by, then the id. */
export type After = { readonly value: string | number; readonly id: Id };
export type PublicPage = IdeaFilter & { readonly sort: Sort; readonly after?: After | undefined; readonly limit: number };

/** A search looks at so many ideas for one page at most; a page may then be short, and the next one goes on from there. */
export const SEARCHED_MAX = 5_000;

/** A word that so few texts have is looked up first; more common ones are looked for in the ideas of the list, one by one. */
export const RARE_MAX = 2_000;

export type Found = {
  readonly rows: readonly IdeaRow<PublishedIdea>[];
  /** Given when the search ended before the page was full, and there may be more: the last idea that it looked at. */
  readonly lookedUpTo?: After;
};

/** Lists of ideas, at most `limit` each. Each is one indexed query, however deep the page. */
export interface IdeaQueries {
  /** Published ones; ids decide between equal ones, the greater first. */
  listPublished(page: PublicPage): Promise<readonly IdeaRow<PublishedIdea>[]>;
  /** Published ones that have, for each of the words, a word that begins so. */
  search(page: PublicPage & { readonly words: readonly string[] }): Promise<Found>;
  /** One person's, of whatever stage, newest first. */
  listOwn(page: {
    readonly author: Id;
    readonly consultation?: Id | undefined;
    readonly stage?: Exclude<Idea["stage"], "erased"> | undefined;
    readonly before?: Id | undefined;
    readonly limit: number;
  }): Promise<readonly IdeaRow<Exclude<Idea, ErasedIdea>>[]>;
  /** Those that are no longer public, newest first; withdrawn drafts are left out. */
  listNoLongerPublic(page: {
    readonly stage: "hidden" | "withdrawn";
    readonly consultation?: Id | undefined;
    readonly before?: Id | undefined;
    readonly limit: number;
  }): Promise<readonly IdeaRow<HiddenIdea | WithdrawnIdea>[]>;
}

/** The value that a published idea is sorted by. */
export function sortValue(sort: Sort, { publishedAt, supports, activeAt }: PublishedIdea): string | number {
  if (sort === "newest") return publishedAt;
  return sort === "most-supported" ? supports : activeAt;
}

export const SORT_FIELDS = { newest: "newest", "most-supported": "supported", "recently-active": "active" } as const;
