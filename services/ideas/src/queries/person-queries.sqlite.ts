import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import type { PersonQueries } from "./person-queries.ts";

const COLUMN = { idea: "author", comment: "author", support: "person", report: "person" } as const;

export function sqlitePersonQueries({ prepare, read }: SqliteDatabase): PersonQueries {
  return {
    async idsOf(kind, person, after, limit) {
      const sql = `SELECT id FROM ${kind} WHERE ${COLUMN[kind]} = ? AND id > ? ORDER BY id LIMIT ?`;
      const rows = await read(() => prepare(sql).all(person, after ?? "", limit) as { id: string }[]);
      return rows.map(({ id }) => id);
    },
  };
}
