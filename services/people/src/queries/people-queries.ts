import type { GrantGiven } from "@teilhabe/contracts/people/shapes";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import type { RecordedAct } from "../domain/documents.ts";
import type { Erasure } from "../domain/erasure.ts";

export type GrantRow = Omit<GrantGiven, "name"> & { readonly id: string };
export type ErasureRow = { readonly id: Id; readonly erasure: Erasure };
export type ActRow = RecordedAct & { readonly id: string };

/** Newest first; `before` is the last one of the page before. */
export type NewestFirst = { readonly limit: number; readonly before?: { readonly at: Instant; readonly id: string } | undefined };

export type ActFilter = {
  readonly person?: Id | undefined;
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** An id among what the act was about. */
  readonly object?: string | undefined;
  /** Times in UTC as `asked.at` gives them; from is included, until is not. */
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
};

/** Every list holds at most `limit`. */
export interface PeopleQueries {
  /** In the order of their ids, from behind `after`. */
  listGrants(page: {
    readonly person?: Id | undefined;
    readonly grant?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly GrantRow[]>;
  listErasures(page: NewestFirst & { readonly stage?: "running" | "done" | undefined }): Promise<readonly ErasureRow[]>;
  listActs(page: NewestFirst & ActFilter): Promise<readonly ActRow[]>;
  /** Ids of acts before this time, oldest first. */
  oldActs(before: Instant, limit: number): Promise<readonly string[]>;
}
