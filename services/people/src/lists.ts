import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import type { listActs, listErasures, listGrants } from "@teilhabe/contracts/people/operations";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { cursorOf, PAGE_BYTES_MAX, pageFrom, readCursor } from "@teilhabe/platform/paging";
import type { Store } from "@teilhabe/platform/store/store";
import { personDocument } from "./domain/documents.ts";
import { shownErasure } from "./domain/erasure.ts";
import type { PeopleQueries } from "./queries/people-queries.ts";

const badCursor = () => refuse("bad-cursor", "This is not the `next` of a page of this list. Begin without `after`.");

type Answering<O> = (input: InputOf<O>) => Promise<OutputOf<O> | Refusal>;

/** The lists for operators, with the names shown now. */
export function lists(store: Store, queries: PeopleQueries) {
  async function withNames<Item extends { person: string }>(items: readonly Item[]): Promise<(Item & { name?: string })[]> {
    const people = await store.loadMany(
      personDocument,
      items.map((item) => item.person),
    );
    return items.map((item, index) => {
      const person = people[index]?.state;
      return { ...item, ...(person?.stage === "active" && person.name !== undefined && { name: person.name }) };
    });
  }

  const grants: Answering<typeof listGrants> = async ({ person, grant, after, limit }) => {
    const from = after === undefined ? [undefined] : readCursor(after, ["string"]);
    if (from === undefined) return badCursor();
    const found = await queries.listGrants({ person, grant, after: from[0], limit: limit + 1 });
    const page = pageFrom(found, limit, (last) => cursorOf([last.id]), PAGE_BYTES_MAX);
    return { ...page, items: (await withNames(page.items)).map(({ id: _id, ...item }) => item) };
  };

  const erasures: Answering<typeof listErasures> = async ({ stage, after, limit }) => {
    const before = beginning(after);
    if (before === "bad") return badCursor();
    const found = await queries.listErasures({ stage, before, limit: limit + 1 });
    const page = pageFrom(found, limit, (last) => cursorOf([last.erasure.requestedAt, last.id]), PAGE_BYTES_MAX);
    return { ...page, items: page.items.map(({ id, erasure }) => shownErasure(id, erasure)) };
  };

  const acts: Answering<typeof listActs> = async ({ after, limit, from, until, ...filter }) => {
    const before = beginning(after);
    if (before === "bad") return badCursor();
    const times = { from: from && utc(from), until: until && utc(until) };
    const found = await queries.listActs({ ...filter, ...times, before, limit: limit + 1 });
    const page = pageFrom(found, limit, (last) => cursorOf([last.at, last.id]), PAGE_BYTES_MAX);
    return { ...page, items: await withNames(page.items) };
  };

  return { grants, erasures, acts };
}

function beginning(after: string | undefined): { at: string; id: string } | undefined | "bad" {
  if (after === undefined) return undefined;
  const values = readCursor(after, ["string", "string"]);
  return values === undefined ? "bad" : { at: values[0], id: values[1] };
}

/** Times are stored in UTC, so that they sort as text. */
function utc(instant: string): string {
  return new Date(instant).toISOString();
}
