import { upcast } from "@teilhabe/platform/store/upcast";
import type { Connection } from "mongoose";
import { ideaDocument, ideaTextDocument, writerDocument } from "../domain/documents.ts";
import type { Idea } from "../domain/idea.ts";
import { type After, type IdeaQueries, type IdeaRow, type PublicPage, RARE_MAX, SEARCHED_MAX, SORT_FIELDS } from "./idea-queries.ts";

type Stored = { _id: string; schema: number; state: unknown; author: string | null } & Record<string, unknown>;
type Filter = Record<string, unknown>;

/** Ideas that a walk through a list looks at together. */
const WALK_AT_ONCE = 500;
const SHOWN = { schema: 1, state: 1, author: 1, newest: 1, supported: 1, active: 1 } as const;

export function mongoIdeaQueries(connection: Connection): IdeaQueries {
  const ideas = () => connection.collection<Stored>(ideaDocument.name);
  const texts = () => connection.collection<{ _id: string; words: string[] }>(ideaTextDocument.name);

  /** With the names that authors show now. */
  async function named<State>(found: readonly Stored[]): Promise<IdeaRow<State>[]> {
    const authors = [...new Set(found.map(({ author }) => author).filter((author) => author !== null))];
    const writers = connection.collection<{ _id: string; shownName: string | null }>(writerDocument.name);
    const known = await writers
      .find({ _id: { $in: authors } })
      .project<{ _id: string; shownName: string | null }>({ shownName: 1 })
      .toArray();
    const names = new Map(known.map(({ _id, shownName }) => [_id, shownName]));
    return found.map(({ _id, schema, state, author }) => {
      const name = author === null ? null : (names.get(author) ?? null);
      const idea = upcast<Idea>(ideaDocument, schema, state) as State;
      return name === null ? { id: _id, idea } : { id: _id, idea, name };
    });
  }

  const find = (filter: Filter, order: Record<string, -1>, limit: number) =>
    ideas()
      .find(filter as object)
      .sort(order)
      .limit(limit)
      .project<Stored>(SHOWN);

  const isRare = async (word: string) => (await texts().countDocuments(hasWord(word), { limit: RARE_MAX + 1 })) <= RARE_MAX;

  async function amongFew(words: readonly string[], page: PublicPage): Promise<Stored[]> {
    const matching = await texts()
      .find({ $and: words.map(hasWord) } as object)
      .limit(RARE_MAX)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    const ids = { _id: { $in: matching.map(({ _id }) => _id) } };
    return find({ $and: [ids, publicFilter(page)] }, orderOf(page), page.limit).toArray();
  }

  async function amongMany(words: readonly string[], page: PublicPage): Promise<{ found: Stored[]; lookedUpTo?: After }> {
    const found: Stored[] = [];
    let after = page.after;
    for (let looked = 0; looked < SEARCHED_MAX; looked += WALK_AT_ONCE) {
      const walked = await find(publicFilter({ ...page, after }), orderOf(page), WALK_AT_ONCE).toArray();
      const ids = { _id: { $in: walked.map(({ _id }) => _id) } };
      const matching = await texts()
        .find({ $and: [ids, ...words.map(hasWord)] } as object)
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      const matches = new Set(matching.map(({ _id }) => _id));
      found.push(...walked.filter(({ _id }) => matches.has(_id)));
      const last = walked.at(-1);
      if (found.length >= page.limit || walked.length < WALK_AT_ONCE || last === undefined) return { found: found.slice(0, page.limit) };
      after = { value: last[SORT_FIELDS[page.sort]] as string | number, id: last._id };
    }
    return { found, ...(after !== undefined && { lookedUpTo: after }) };
  }

  return {
    async listPublished(page) {
      return named(await find(publicFilter(page), orderOf(page), page.limit).toArray());
    },
    async search({ words, ...page }) {
      for (const word of words) if (await isRare(word)) return { rows: await named(await amongFew(words, page)) };
      const { found, lookedUpTo } = await amongMany(words, page);
      return { rows: await named(found), ...(lookedUpTo !== undefined && { lookedUpTo }) };
    },
    async listOwn({ author, stage, consultation, before, limit }) {
      const narrower = { ...(stage !== undefined && { stage }), ...(consultation !== undefined && { consultation }) };
      const filter = { author, ...narrower, ...(before !== undefined && { _id: { $lt: before } }) };
      return named(await find(filter, { _id: -1 }, limit).toArray());
    },
    async listNoLongerPublic({ stage, consultation, before, limit }) {
      const filter = { stage, ...(consultation !== undefined && { consultation }), ...(before !== undefined && { _id: { $lt: before } }) };
      const wasPublic = stage === "hidden" ? {} : { "state.life": { $exists: true } };
      return named(await find({ ...filter, ...wasPublic }, { _id: -1 }, limit).toArray());
    },
  };
}

function orderOf({ sort }: PublicPage): Record<string, -1> {
  return { [SORT_FIELDS[sort]]: -1, _id: -1 };
}

function publicFilter({ sort, after, staffToo, answered, consultation, category, district }: PublicPage): Filter {
  const field = SORT_FIELDS[sort];
  const filter = { consultation, category, district, answered: answered === undefined ? undefined : Number(answered) };
  const behind =
    after === undefined
      ? { [field]: { $gte: sort === "most-supported" ? 0 : "" } }
      : { $or: [{ [field]: { $lt: after.value } }, { [field]: after.value, _id: { $lt: after.id } }] };
  return {
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    ...(staffToo ? {} : { audience: "public" }),
    ...behind,
  };
}

/** Words are letters and digits only, so nothing in them means anything in an expression. */
function hasWord(word: string): { words: { $regex: string } } {
  return { words: { $regex: `^${word}` } };
}
