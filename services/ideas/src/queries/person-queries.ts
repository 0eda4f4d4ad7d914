import type { Id } from "@teilhabe/contracts/shapes";

/** What people leave here. */
export type PersonsKind = "idea" | "comment" | "support" | "report";

/** What one person left here: for export and erasure. */
export interface PersonQueries {
  /** Ids in their order, from behind `after`, at most `limit`; what was erased is no longer the person's. */
  idsOf(kind: PersonsKind, person: Id, after: string | undefined, limit: number): Promise<readonly string[]>;
}
