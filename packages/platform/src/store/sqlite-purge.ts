import type { Prepare } from "./sqlite-file.ts";
import type { GroupWriter } from "./sqlite-group.ts";
import type { Store } from "./store.ts";

/** Rows deleted at once; others write between two of these pages. */
const PAGE = 1_000;

/** The outbox stays: it is the stream, which keeps everything. */
export async function purge(prepare: Prepare, group: GroupWriter, before: Parameters<Store["purge"]>[0]): Promise<void> {
  await deleteAll("DELETE FROM _commits WHERE id IN (SELECT id FROM _commits WHERE at_ms < ? LIMIT ?)", before.commitsMs);
  await deleteAll("DELETE FROM _answers WHERE scope IN (SELECT scope FROM _answers WHERE expires_ms < ? LIMIT ?)", before.answersMs);

  async function deleteAll(sql: string, beforeMs: number): Promise<void> {
    while ((await group.write(() => prepare(sql).run(beforeMs, PAGE).changes)) === PAGE);
  }
}
