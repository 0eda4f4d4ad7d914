import { deadLetterPlace } from "./dead-letter-page.ts";
import type { Prepare } from "./sqlite-file.ts";
import type { TaskTable } from "./sqlite-tasks.ts";
import type { DeadLetter } from "./store.ts";

type Row = Omit<DeadLetter, "data" | "buriedAtMs"> & { readonly data: string; readonly traceparent: string | null; readonly buried_ms: number };

const COLUMNS = "id, kind, key, data, traceparent, attempts, error, buried_ms";

export type DeadLetterTable = {
  list(page: { readonly limit: number; readonly after?: string }): readonly DeadLetter[];
  read(id: string): DeadLetter | undefined;
  /**
   * @param clockMs the store's own clock
   * @returns false when there is none
   */
  replay(id: string, nowMs: number, clockMs: number): boolean;
  discard(id: string): boolean;
  count(): number;
};

export function deadLetterTable(prepare: Prepare, tasks: TaskTable): DeadLetterTable {
  const rowOf = (id: string) => prepare(`SELECT ${COLUMNS} FROM _dead_letters WHERE id = ?`).get(id) as Row | undefined;
  const discard = (id: string) => prepare("DELETE FROM _dead_letters WHERE id = ?").run(id).changes > 0;
  return {
    list({ limit, after }) {
      const page = `SELECT ${COLUMNS} FROM _dead_letters WHERE (buried_ms, id) > (?, ?) ORDER BY buried_ms, id LIMIT ?`;
      return (prepare(page).all(...deadLetterPlace(after), limit) as Row[]).map(letterOf);
    },
    read(id) {
      const row = rowOf(id);
      return row && letterOf(row);
    },
    replay(id, nowMs, clockMs) {
      const row = rowOf(id);
      if (row === undefined) return false;
      discard(id);
      const { kind, key, data, traceparent } = row;
      tasks.add({ id, kind, key, dueAtMs: nowMs, data: JSON.parse(data), ...(traceparent !== null && { traceparent }) }, clockMs);
      return true;
    },
    discard,
    count: () => prepare("SELECT count(*) AS letters FROM _dead_letters").get()?.["letters"] as number,
  };
}

function letterOf({ id, kind, key, data, attempts, error, buried_ms }: Row): DeadLetter {
  return { id, kind, key, data: JSON.parse(data), attempts, error, buriedAtMs: buried_ms };
}
