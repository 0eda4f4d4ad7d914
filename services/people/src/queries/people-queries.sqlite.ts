import type { DocumentKind } from "@teilhabe/platform/rule";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { upcast } from "@teilhabe/platform/store/upcast";
import { actDocument, erasureDocument, grantDocument } from "../domain/documents.ts";
import type { ActFilter, NewestFirst, PeopleQueries } from "./people-queries.ts";

type Row = { id: string; schema: number; state: string };
type Where = { readonly sql: string; readonly values: readonly string[] };

export function sqlitePeopleQueries({ prepare, read }: SqliteDatabase): PeopleQueries {
  /** Prepared statements are few: one for each set of filters that was used. */
  function select(table: string, wheres: readonly (Where | undefined)[], order: string, limit: number): Promise<Row[]> {
    const used = wheres.filter((where) => where !== undefined);
    const sql = `SELECT id, schema, state FROM ${table} WHERE ${["TRUE", ...used.map((where) => where.sql)].join(" AND ")} ORDER BY ${order} LIMIT ?`;
    return read(() => prepare(sql).all(...used.flatMap((where) => where.values), limit) as Row[]);
  }

  return {
    async listGrants({ person, grant, after, limit }) {
      const rows = await select(
        "given_grant",
        [is("person", person), is("named", grant), after === undefined ? undefined : { sql: "id > ?", values: [after] }],
        "id",
        limit,
      );
      return rows.map((row) => ({ id: row.id, ...stateOf(grantDocument, row) }));
    },
    async listErasures({ stage, before, limit }) {
      const rows = await select("erasure", [is("stage", stage), earlier("requestedAt", before)], "requestedAt DESC, id DESC", limit);
      return rows.map((row) => ({ id: row.id, erasure: stateOf(erasureDocument, row) }));
    },
    async listActs({ before, limit, ...filter }) {
      const rows = await select("act", [...actWheres(filter), earlier("at", before)], "at DESC, id DESC", limit);
      return rows.map((row) => ({ id: row.id, ...stateOf(actDocument, row) }));
    },
    async oldActs(before, limit) {
      const rows = await read(() => prepare("SELECT id FROM act WHERE at < ? ORDER BY at, id LIMIT ?").all(before, limit) as { id: string }[]);
      return rows.map(({ id }) => id);
    },
  };
}

function stateOf<State>(kind: DocumentKind<State>, { schema, state }: Row): State {
  return upcast(kind, schema, JSON.parse(state));
}

function is(column: string, value: string | undefined): Where | undefined {
  return value === undefined ? undefined : { sql: `${column} = ?`, values: [value] };
}

function earlier(column: string, before: NewestFirst["before"]): Where | undefined {
  return before === undefined ? undefined : { sql: `(${column}, id) < (?, ?)`, values: [before.at, before.id] };
}

function actWheres({ person, service, operation, object, from, until }: ActFilter): (Where | undefined)[] {
  return [
    is("person", person),
    is("service", service),
    is("operation", operation),
    object === undefined ? undefined : { sql: "id IN (SELECT id FROM act_objects WHERE value = ?)", values: [object] },
    from === undefined ? undefined : { sql: "at >= ?", values: [from] },
    until === undefined ? undefined : { sql: "at < ?", values: [until] },
  ];
}
