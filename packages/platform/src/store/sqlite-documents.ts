import type { SQLInputValue } from "node:sqlite";
import type { DocumentKind, Loaded } from "../rule.ts";
import type { Prepare } from "./sqlite-file.ts";
import { type ListTable, listTable } from "./sqlite-lists.ts";
import { checkKind, quote } from "./sqlite-names.ts";
import type { Committed, DocumentWrite } from "./store.ts";
import { upcast } from "./upcast.ts";

export type Conflict = Extract<Committed, { committed: false }>["conflict"];

/** One kind of document in its tables. */
export type DocumentTable = {
  readonly kind: DocumentKind<unknown>;
  readonly name: string;
  readonly lists: readonly ListTable[];
  load(id: string): Loaded<unknown> | undefined;
  /** @returns the conflict, after which the savepoint around it must be undone */
  write(write: DocumentWrite): Conflict | undefined;
  /** Computes the fields of a stored document again. */
  fill(id: string): void;
};

type Row = { version: number; schema: number; state: string };

/** @throws Error when a name cannot be used: a bug of the module */
export function documentTable(prepare: Prepare, kind: DocumentKind<unknown>): DocumentTable {
  checkKind(kind);
  const name = kind.name.replaceAll("-", "_");
  const sql = statementsOf(quote(name), kind);
  const lists = (kind.fields?.lists ?? []).map((field) => listTable(prepare, name, field));

  const fieldsOf = (state: unknown, id: string) => {
    const fields = kind.fields?.of(state, id) ?? {};
    return { fields, scalars: (kind.fields?.scalars ?? []).map((scalar) => (fields[scalar] ?? null) as SQLInputValue) };
  };
  const versionOf = (id: string) => (prepare(sql.version).get(id)?.["version"] as number | undefined) ?? 0;
  const changed = (id: string): Conflict => ({ document: kind.name, id, actualVersion: versionOf(id) });

  function uniqueConflict(id: string, fields: Readonly<Record<string, unknown>>): Conflict | undefined {
    const taken = kind.unique?.find((field, index) => prepare(sql.taken[index] ?? "").get((fields[field] ?? null) as SQLInputValue, id));
    return taken === undefined ? undefined : { unique: taken, document: kind.name, id };
  }

  function put(id: string, expected: number, state: unknown): Conflict | undefined {
    const { fields, scalars } = fieldsOf(state, id);
    if (kind.unique !== undefined) {
      if (versionOf(id) !== expected) return changed(id);
      const conflict = uniqueConflict(id, fields);
      if (conflict !== undefined) return conflict;
    }
    const text = JSON.stringify(state);
    const { changes } =
      expected === 0
        ? prepare(sql.insert).run(kind.schema, text, ...scalars, id)
        : prepare(sql.update).run(kind.schema, text, ...scalars, id, expected);
    if (changes === 0) return changed(id);
    for (const list of lists) list.set(id, fields[list.field], expected === 0);
    return undefined;
  }

  function remove(id: string, expected: number): Conflict | undefined {
    if (expected === 0) return check(id, 0);
    if (prepare(sql.remove).run(id, expected).changes === 0) return changed(id);
    for (const list of lists) list.set(id, [], false);
    return undefined;
  }

  function check(id: string, expected: number): Conflict | undefined {
    return versionOf(id) === expected ? undefined : changed(id);
  }

  function load(id: string): Loaded<unknown> | undefined {
    const row = prepare(sql.load).get(id) as Row | undefined;
    return row && { id, version: row.version, state: upcast(kind, row.schema, JSON.parse(row.state)) };
  }

  return {
    kind,
    name,
    lists,
    load,
    write({ id, expectedVersion, then }) {
      if (then === "check") return check(id, expectedVersion);
      return then === "remove" ? remove(id, expectedVersion) : put(id, expectedVersion, then.put);
    },
    fill(id) {
      const { fields, scalars } = fieldsOf(load(id)?.state, id);
      if (scalars.length > 0) prepare(sql.fill).run(...scalars, id);
      for (const list of lists) list.set(id, fields[list.field], false);
    },
  };
}

function statementsOf(table: string, kind: DocumentKind<unknown>) {
  const scalars = (kind.fields?.scalars ?? []).map(quote);
  const assigned = scalars.map((column) => `${column} = ?`);
  return {
    load: `SELECT version, schema, state FROM ${table} WHERE id = ?`,
    version: `SELECT version FROM ${table} WHERE id = ?`,
    insert: `INSERT INTO ${table} (${["schema", "state", ...scalars, "id"].join(", ")}, version)
      VALUES (${"?, ".repeat(scalars.length + 3)}1) ON CONFLICT (id) DO NOTHING`,
    update: `UPDATE ${table} SET ${["version = version + 1", "schema = ?", "state = ?", ...assigned].join(", ")} WHERE id = ? AND version = ?`,
    remove: `DELETE FROM ${table} WHERE id = ? AND version = ?`,
    fill: `UPDATE ${table} SET ${assigned.join(", ")} WHERE id = ?`,
    taken: (kind.unique ?? []).map((field) => `SELECT 1 FROM ${table} WHERE ${quote(field)} = ? AND id <> ? LIMIT 1`),
  };
}
