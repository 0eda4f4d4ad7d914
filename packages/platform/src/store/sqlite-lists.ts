import type { Prepare } from "./sqlite-file.ts";
import { quote } from "./sqlite-names.ts";

/** The values of one list field, each a row. */
export type ListTable = {
  readonly name: string;
  readonly field: string;
  /** SQL that makes the table where there is none. */
  readonly made: string;
  /** @param fresh true: the document has no rows yet */
  set(id: string, values: unknown, fresh: boolean): void;
};

export function listTable(prepare: Prepare, document: string, field: string): ListTable {
  const name = `${document}_${field}`;
  const table = quote(name);
  return {
    name,
    field,
    made: `CREATE TABLE IF NOT EXISTS ${table} (value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (value, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS ${quote(`${name}_of`)} ON ${table} (id)`,
    set(id, values, fresh) {
      const wanted = new Set(values === undefined || values === null ? [] : (values as readonly string[]));
      for (const { value } of fresh ? [] : (prepare(`SELECT value FROM ${table} WHERE id = ?`).all(id) as { value: string }[])) {
        if (!wanted.delete(value)) prepare(`DELETE FROM ${table} WHERE value = ? AND id = ?`).run(value, id);
      }
      for (const value of wanted) prepare(`INSERT INTO ${table} (value, id) VALUES (?, ?)`).run(value, id);
    },
  };
}
