import { type DocumentKind, neededBy } from "../rule.ts";
import { type DocumentTable, documentTable } from "./sqlite-documents.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { checkDistinct, quote } from "./sqlite-names.ts";

const FILL_PAGE = 500;

/**
 * Makes the tables that the documents need and fills what another release did not, each kind in one transaction.
 * @throws Error when names collide: a bug of the module
 */
export function layOut(file: SqliteFile, kinds: readonly DocumentKind<unknown>[]): ReadonlyMap<string, DocumentTable> {
  const tables = kinds.map((kind) => documentTable(file.prepare, kind));
  checkDistinct(
    tables.flatMap((table) => [table.name, ...table.lists.map((list) => list.name)]),
    "tables of documents and their lists",
  );
  for (const table of tables) bringUpToDate(file, table);
  return new Map(tables.map((table) => [table.kind.name, table]));
}

export function metaOf({ prepare }: SqliteFile, name: string): string | undefined {
  return prepare("SELECT value FROM _meta WHERE name = ?").get(name)?.["value"] as string | undefined;
}

export function setMeta({ prepare }: SqliteFile, name: string, value: string): void {
  prepare("INSERT INTO _meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(name, value);
}

function bringUpToDate(file: SqliteFile, table: DocumentTable): void {
  const { kind } = table;
  const name = `kind:${kind.name}`;
  const declared = JSON.stringify({ schema: kind.schema, scalars: kind.fields?.scalars, lists: kind.fields?.lists });
  const before = metaOf(file, name);
  file.raw.exec("BEGIN IMMEDIATE");
  try {
    makeTables(file, table);
    dropForeignIndexes(file, table);
    // Whoever declared something else, older or newer, wrote without these fields.
    if (before !== undefined && before !== declared) fillAll(file, table);
    for (const [index, sql] of indexesOf(table)) file.raw.exec(sql.replace("$", quote(index)));
    setMeta(file, name, declared);
    file.raw.exec("COMMIT");
  } catch (error) {
    if (file.raw.isTransaction) file.raw.exec("ROLLBACK");
    throw error;
  }
}

function makeTables({ raw }: SqliteFile, { kind, name, lists }: DocumentTable): void {
  const table = quote(name);
  raw.exec(`CREATE TABLE IF NOT EXISTS ${table}
    (id TEXT PRIMARY KEY, version INTEGER NOT NULL, schema INTEGER NOT NULL, state TEXT NOT NULL) STRICT`);
  const there = new Set(
    raw
      .prepare(`SELECT name FROM pragma_table_info(?)`)
      .all(name)
      .map((column) => column["name"]),
  );
  for (const scalar of kind.fields?.scalars ?? []) {
    if (!there.has(scalar)) raw.exec(`ALTER TABLE ${table} ADD COLUMN ${quote(scalar)} ANY`);
  }
  for (const list of lists) raw.exec(list.made);
}

function indexesOf({ kind, name }: DocumentTable): ReadonlyMap<string, string> {
  const columns = (names: readonly string[]) => `ON ${quote(name)} (${names.map(quote).join(", ")})`;
  const index = (names: readonly string[]) => {
    const needed = neededBy(kind, names);
    const where = needed.length === 0 ? "" : ` WHERE ${needed.map((one) => `${quote(one)} IS NOT NULL`).join(" AND ")}`;
    const named = [name, "by", ...names, ...needed.map((one) => `with_${one}`)].join("_"); // one with another condition is another one
    return [named, `CREATE INDEX IF NOT EXISTS $ ${columns(names)}${where}`] as const;
  };
  return new Map([
    ...(kind.indexes ?? []).map(index),
    ...(kind.unique ?? []).map((field) => [`${name}_one_${field}`, `CREATE UNIQUE INDEX IF NOT EXISTS $ ${columns([field])}`] as const),
  ]);
}

/** Another release's index costs time at each write, and a unique one may refuse what is allowed today. */
function dropForeignIndexes({ raw }: SqliteFile, table: DocumentTable): void {
  const own = indexesOf(table);
  const there = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL").all(table.name);
  for (const { name } of there as { name: string }[]) {
    if (!own.has(name)) raw.exec(`DROP INDEX ${quote(name)}`);
  }
}

function fillAll({ prepare }: SqliteFile, table: DocumentTable): void {
  const page = prepare(`SELECT id FROM ${quote(table.name)} WHERE id > ? ORDER BY id LIMIT ${FILL_PAGE}`);
  for (let last: string | undefined = ""; last !== undefined; ) {
    const rows = page.all(last) as { id: string }[];
    for (const { id } of rows) table.fill(id);
    last = rows.length < FILL_PAGE ? undefined : rows.at(-1)?.id;
  }
}
