import type { Loaded } from "@teilhabe/platform/rule";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { type DeliveryState, type Entry, entryId, type Lane, type WebhookState } from "../domain/documents.ts";
import { ASLEEP_MAX, type PartnerQueries } from "./partner-queries.ts";

type Row = { readonly id: string; readonly version: number; readonly state: string };

const LAST_ID = "~"; // sorts after every hexadecimal id

export function sqlitePartnerQueries({ prepare, read }: SqliteDatabase): PartnerQueries {
  const rows = (sql: string, ...values: (string | number)[]) => read(() => prepare(sql).all(...values) as unknown as readonly Row[]);
  return {
    async entriesAfter(position, types, limit) {
      const among = types.length === 0 ? "" : `type IN (${types.map(() => "?").join(", ")}) AND`;
      const found = await rows(`SELECT id, version, state FROM entry WHERE ${among} id > ? ORDER BY id LIMIT ?`, ...types, entryId(position), limit);
      return found.map(({ id, state }) => ({ position: Number(id), event: (JSON.parse(state) as Entry).event }));
    },
    async webhooksOf(owner, after, limit) {
      const found = await rows("SELECT id, version, state FROM webhook WHERE owner = ? AND id > ? ORDER BY id LIMIT ?", owner, after ?? "", limit);
      return found.map(loaded<WebhookState>);
    },
    countWebhooksOf: (owner) => read(() => Number(prepare("SELECT count(*) AS n FROM webhook WHERE owner = ?").get(owner)?.["n"] ?? 0)),
    async asleep() {
      return (await rows("SELECT id, version, state FROM lane WHERE asleep = 1 ORDER BY id LIMIT ?", ASLEEP_MAX)).map(loaded<Lane>);
    },
    async deliveriesOf(webhook, before, limit) {
      const sql = "SELECT id, version, state FROM delivery WHERE webhook = ? AND id < ? ORDER BY id DESC LIMIT ?";
      return (await rows(sql, webhook, before ?? LAST_ID, limit)).map(loaded<DeliveryState>);
    },
    async deliveriesBefore(atMs, limit) {
      return (await rows("SELECT id, version, state FROM delivery WHERE atMs < ? ORDER BY atMs LIMIT ?", atMs, limit)).map((row) => row.id);
    },
  };
}

function loaded<State>(row: Row): Loaded<State> {
  return { id: row.id, version: row.version, state: JSON.parse(row.state) as State };
}
