import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import type { Store } from "@teilhabe/platform/store/store";
import { grantDocument, personDocument } from "./domain/documents.ts";
import { grantId } from "./domain/person.ts";
import type { Part } from "./export-me.ts";
import type { PeopleQueries } from "./queries/people-queries.ts";

const ACTS_IN_A_PART = 200;
const PART_BYTES = 200_000;

/** What this service keeps of a person: who it is and what it may do, then what it did as staff. */
export function ownData(store: Store, queries: PeopleQueries) {
  async function profile(person: string): Promise<Readonly<Record<string, unknown>>> {
    const known = await store.load(personDocument, person);
    if (known?.state.stage !== "active") return {};
    const { name, language, since, grants } = known.state;
    const given = await store.loadMany(
      grantDocument,
      grants.map((grant) => grantId(person, grant)),
    );
    return { person, name, language, since, grants: given.map((grant) => grant?.state).filter((state) => state !== undefined) };
  }

  return async (person: string, after: string | undefined): Promise<Part> => {
    const last = after === undefined ? undefined : readCursor(after, ["string", "string"]);
    const before = last && { at: last[0], id: last[1] };
    const found = await queries.listActs({ person, before, limit: ACTS_IN_A_PART + 1 });
    const { items, next } = pageFrom(found, ACTS_IN_A_PART, (act) => cursorOf([act.at, act.id]), PART_BYTES);
    const acts = items.length === 0 ? {} : { acts: items };
    return { data: { ...(after === undefined && (await profile(person))), ...acts }, next };
  };
}
