import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { readCursor } from "@teilhabe/platform/paging";
import type { Moment } from "../queries/discussion-queries.ts";

export function badCursor(): Refusal {
  return refuse("bad-cursor", "This is not the `next` of a page of this list. Begin without `after`.");
}

/** Where a list that is sorted by time goes on. */
export function momentOf(after: string | undefined): Moment | undefined | "bad" {
  if (after === undefined) return undefined;
  const values = readCursor(after, ["string", "string"]);
  return values === undefined ? "bad" : { at: values[0], id: values[1] };
}
