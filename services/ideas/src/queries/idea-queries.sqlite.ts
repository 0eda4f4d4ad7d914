import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { upcast } from "@teilhabe/platform/store/upcast";
import { behindPrefix } from "@teilhabe/platform/words";
import { ideaDocument } from "../domain/documents.ts";
import type { Idea, PublishedIdea } from "../domain/idea.ts";
import { type After, type IdeaQueries, type IdeaRow, type PublicPage, RARE_MAX, SEARCHED_MAX, SORT_FIELDS } from "./idea-queries.ts";

/** In the order of {@link COLUMNS}; as arrays, rows are read in two thirds of the time. */
type Row = readonly [id: string, schema: number, state: string, shownName: string | null];
type Value = string | number;
/** SQL with the values of its question marks. */
type Sql = { readonly sql: string; readonly values: readonly Value[] };

const COLUMNS = "i.id, i.schema, i.state, w.shownName";
const WITH_NAME = "LEFT JOIN writer w ON w.id = i.author";

/** Pages that are remembered; the first ones of the lists that everybody opens. */
const REMEMBERED_MAX = 100;

export function sqliteIdeaQueries({ prepare, read }: SqliteDatabase): IdeaQueries {
  const remembered = new Map<string, { readonly changes: number; readonly rows: readonly IdeaRow<PublishedIdea>[] }>();

  /** A page that is asked for again while this module has written nothing is not read again: it is exactly what it was. */
  function remembering(query: Sql): readonly IdeaRow<PublishedIdea>[] {
    const changes = prepare("SELECT total_changes() AS n").get()?.["n"] as number;
    const key = JSON.stringify([query.sql, query.values]);
    const known = remembered.get(key);
    if (known?.changes === changes) return known.rows;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    const rows = rowsOf<PublishedIdea>(query);
    remembered.set(key, { changes, rows });
    return rows;
  }

  function rowsOf<State>({ sql, values }: Sql): IdeaRow<State>[] {
    const statement = prepare(sql);
    statement.setReturnArrays(true);
    return (statement.all(...values) as unknown as readonly Row[]).map((row) => ideaRow<State>(row));
  }

  const isRare = (word: string) =>
    (prepare("SELECT count(*) AS n FROM (SELECT 1 FROM idea_text_words WHERE value >= ? AND value < ? LIMIT ?)").get(...range(word), RARE_MAX + 1)?.[
      "n"
    ] as number) <= RARE_MAX;

  /** The last idea that a walk through the list looks at, if the list is longer than that. */
  function walkedUpTo(page: PublicPage): After | undefined {
    const field = SORT_FIELDS[page.sort];
    const where = publicWhere(page);
    const sql = `SELECT i.id, i.${field} AS value FROM idea i WHERE ${where.sql} ORDER BY i.${field} DESC, i.id DESC LIMIT 1 OFFSET ?`;
    return prepare(sql).get(...where.values, SEARCHED_MAX - 1) as After | undefined;
  }

  function searched({ words, ...page }: Parameters<IdeaQueries["search"]>[0]): Awaited<ReturnType<IdeaQueries["search"]>> {
    const rare = words.find(isRare);
    if (rare !== undefined) return { rows: rowsOf(amongFew(rare, words, page)) };
    const lookedUpTo = walkedUpTo(page);
    const rows = rowsOf<PublishedIdea>(amongMany(words, page, lookedUpTo));
    return { rows, ...(rows.length < page.limit && lookedUpTo !== undefined && { lookedUpTo }) };
  }

  return {
    async listPublished(page) {
      const field = SORT_FIELDS[page.sort];
      const where = publicWhere(page);
      const sql = `SELECT ${COLUMNS} FROM idea i ${WITH_NAME} WHERE ${where.sql} ORDER BY i.${field} DESC, i.id DESC ${limited(page.limit)}`;
      return read(() => remembering({ sql, values: where.values }));
    },
    search: (search) => read(() => searched(search)),
    async listOwn({ author, stage, consultation, before, limit }) {
      return read(() => rowsOf(byId([is("i.author", author), is("+i.stage", stage), is("+i.consultation", consultation)], before, limit)));
    },
    async listNoLongerPublic({ stage, consultation, before, limit }) {
      const wasPublic = { sql: "(+i.stage = 'hidden' OR json_extract(i.state, '$.life') IS NOT NULL)", values: [] };
      return read(() => rowsOf(byId([is("i.stage", stage), is("i.consultation", consultation), wasPublic], before, limit)));
    },
  };
}

function is(column: string, value: string | undefined): Sql | undefined {
  return value === undefined ? undefined : { sql: `${column} = ?`, values: [value] };
}

/** Newest first, as ids are. */
function byId(wheres: readonly (Sql | undefined)[], before: string | undefined, limit: number): Sql {
  const terms = [...wheres, before === undefined ? undefined : { sql: "i.id < ?", values: [before] }].filter((term) => term !== undefined);
  const where = terms.map((term) => term.sql).join(" AND ");
  return {
    sql: `SELECT ${COLUMNS} FROM idea i ${WITH_NAME} WHERE ${where} ORDER BY i.id DESC ${limited(limit)}`,
    values: terms.flatMap((term) => term.values),
  };
}

/** Written into the statement, a page's length halves the time that it takes: SQLite then plans for a few rows. */
function limited(limit: number): string {
  return `LIMIT ${Math.trunc(limit)}`;
}

function ideaRow<State>([id, schema, state, shownName]: Row): IdeaRow<State> {
  const idea = upcast<Idea>(ideaDocument, schema, JSON.parse(state)) as State;
  return shownName === null ? { id, idea } : { id, idea, name: shownName };
}

const FILTERS = ["consultation", "district", "category"] as const;

/** There is an index for each consultation, district and category, and for a consultation's districts and categories; a plus keeps the rest out of the choice. */
function publicWhere({ sort, after, staffToo, answered, ...filter }: PublicPage): Sql {
  const field = `i.${SORT_FIELDS[sort]}`;
  const terms: Sql[] = FILTERS.flatMap((name) => {
    const value = filter[name];
    const free = name === "category" && filter.district !== undefined;
    return value === undefined ? [] : [{ sql: `${free ? "+" : ""}i.${name} = ?`, values: [value] }];
  });
  if (answered !== undefined) terms.push({ sql: "+i.answered = ?", values: [Number(answered)] });
  if (!staffToo) terms.push({ sql: "+i.audience = 'public'", values: [] });
  terms.push(after === undefined ? { sql: `${field} >= ?`, values: [sort === "most-supported" ? 0 : ""] } : behind(field, after));
  return { sql: terms.map((term) => term.sql).join(" AND "), values: terms.flatMap((term) => term.values) };
}

function behind(field: string, { value, id }: After): Sql {
  return { sql: `(${field}, i.id) < (?, ?)`, values: [value, id] };
}

function range(word: string): [string, string] {
  return [word, behindPrefix(word)];
}

const HAS_WORD = "EXISTS (SELECT 1 FROM idea_text_words t WHERE t.id = i.id AND t.value >= ? AND t.value < ?)";

/** From the texts that have a rare word to their ideas. */
function amongFew(rare: string, words: readonly string[], page: PublicPage): Sql {
  const field = SORT_FIELDS[page.sort];
  const where = publicWhere({ ...page });
  const others = words.filter((word) => word !== rare);
  return {
    sql: `SELECT ${COLUMNS} FROM (SELECT DISTINCT id FROM idea_text_words WHERE value >= ? AND value < ?) found CROSS JOIN idea i ON i.id = found.id ${WITH_NAME}
      WHERE ${[where.sql, ...others.map(() => HAS_WORD)].join(" AND ")} ORDER BY i.${field} DESC, i.id DESC ${limited(page.limit)}`,
    values: [...range(rare), ...where.values, ...others.flatMap(range)],
  };
}

/** Through the list up to some idea, looking into each one's words, until the page is full. */
function amongMany(words: readonly string[], page: PublicPage, upTo: After | undefined): Sql {
  const field = SORT_FIELDS[page.sort];
  const where = publicWhere(page);
  const end = upTo === undefined ? { sql: "TRUE", values: [] } : { sql: `(i.${field}, i.id) >= (?, ?)`, values: [upTo.value, upTo.id] };
  return {
    sql: `SELECT ${COLUMNS} FROM idea i ${WITH_NAME} WHERE ${[where.sql, end.sql, ...words.map(() => HAS_WORD)].join(" AND ")}
      ORDER BY i.${field} DESC, i.id DESC ${limited(page.limit)}`,
    values: [...where.values, ...end.values, ...words.flatMap(range)],
  };
}
