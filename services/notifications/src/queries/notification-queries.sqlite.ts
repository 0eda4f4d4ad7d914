import type { Loaded } from "@teilhabe/platform/rule";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import type { NotificationQueries } from "./notification-queries.ts";

type Row = { readonly id: string; readonly version: number; readonly state: string };
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export function sqliteNotificationQueries({ prepare, read }: SqliteDatabase): NotificationQueries {
  const find = <State>(from: string, ...values: (string | number)[]) =>
    read(() => (prepare(`SELECT id, version, state FROM ${from}`).all(...values) as unknown as readonly Row[]).map(loaded<State>));
  const ids = (from: string, ...values: (string | number)[]) =>
    read(() =>
      prepare(`SELECT id FROM ${from}`)
        .all(...values)
        .map((row) => String(row["id"])),
    );
  return {
    subscribersOf: async (topic, after, limit) => find("subscription WHERE topic = ? AND id > ? ORDER BY id LIMIT ?", topic, after ?? "", limit),
    subscriptionsOf: async (person, after, limit) => find("subscription WHERE person = ? AND id > ? ORDER BY id LIMIT ?", person, after ?? "", limit),
    countSubscriptionsOf: (person) => read(() => Number(prepare("SELECT count(*) AS n FROM subscription WHERE person = ?").get(person)?.["n"] ?? 0)),
    subscriptionWithToken: async (token) => (await find("subscription WHERE token = ? LIMIT 1", token))[0] as never,
    endedSubscriptions: async (beforeMs, limit) => ids("subscription WHERE untilMs < ? ORDER BY untilMs LIMIT ?", beforeMs, limit),
    recipientWithToken: async (token) => (await find("recipient WHERE token = ? LIMIT 1", token))[0] as never,
    recipientToConfirm: async (token) => (await find("recipient WHERE confirmation = ? LIMIT 1", token))[0] as never,
    unconfirmedBefore: async (ms, limit) => ids("recipient WHERE unconfirmedSinceMs < ? ORDER BY unconfirmedSinceMs LIMIT ?", ms, limit),
    noticesBefore: async (person, before, unreadOnly, limit) =>
      find(
        `notice WHERE person = ? ${unreadOnly ? "AND unread = 1" : ""} AND position < ? ORDER BY position DESC LIMIT ?`,
        person,
        before ?? NO_LIMIT,
        limit,
      ),
    noticesAfter: async (person, after, limit) => find("notice WHERE person = ? AND position > ? ORDER BY position LIMIT ?", person, after, limit),
    oldNotices: async (beforeMs, limit) => ids("notice WHERE atMs < ? ORDER BY atMs LIMIT ?", beforeMs, limit),
    oldTold: async (beforeMs, limit) => ids("told WHERE atMs < ? ORDER BY atMs LIMIT ?", beforeMs, limit),
  };
}

function loaded<State>(row: Row): Loaded<State> {
  return { id: row.id, version: row.version, state: JSON.parse(row.state) as State };
}
