import { type Refusal, refuse } from "@teilhabe/contracts/refusal";

export function badCursor(): Refusal {
  return refuse("bad-cursor", "This is not the `next` of a page of this list. Begin without `after`.");
}
