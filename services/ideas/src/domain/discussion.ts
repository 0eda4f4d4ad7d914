import type { Audience, Ground, Moderation } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id, Instant } from "@teilhabe/contracts/shapes";

type Placed = {
  readonly idea: Id;
  readonly consultation: Id;
  readonly audience: Audience;
  readonly replyTo?: Id;
  readonly at: Instant;
};

export type PublishedComment = Placed & {
  readonly stage: "published";
  readonly author: Id;
  readonly text: string;
  readonly moderation?: Moderation;
};
export type HiddenComment = Placed & { readonly stage: "hidden"; readonly author: Id; readonly text: string; readonly moderation: Moderation };
/** Its place stays, so that answers to it stay readable. */
export type WithdrawnComment = Placed & { readonly stage: "withdrawn"; readonly author: Id };
export type ErasedComment = Placed & { readonly stage: "erased" };
export type Comment = PublishedComment | HiddenComment | WithdrawnComment | ErasedComment;

/** Where a comment stands, without what it says and whose it is. */
export function placeOf({ idea, consultation, audience, at, replyTo }: Comment): Placed {
  return { idea, consultation, audience, at, ...(replyTo !== undefined && { replyTo }) };
}

export function commentMissing(): Refusal {
  return refuse("comment-not-found", "There is no such comment, or it is not open to you.");
}

export function commentErased(): Refusal {
  return refuse("comment-erased", "This comment was erased with its author's data.");
}

/** An idea or a comment that somebody reports or moderates. */
export type Target = { readonly target: Id; readonly kind: "idea" | "comment"; readonly idea: Id; readonly consultation: Id };

/** One person's report of one target. */
export type Report = Target & { readonly person: Id; readonly ground: Ground; readonly explanation?: string; readonly at: Instant };

/** What was reported of one target, counted; decided when a moderator has looked. */
export type ReportedCase = Target & {
  readonly reports: number;
  readonly grounds: readonly { readonly ground: Ground; readonly reports: number }[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
} & (
    | { readonly stage: "open" /** The decision before this one: reports until then do not count again. */; readonly since?: Instant }
    | { readonly stage: "decided"; readonly decidedAt: Instant }
  );

export function reportId(target: Id, person: Id): string {
  return `${target}/${person}`;
}
