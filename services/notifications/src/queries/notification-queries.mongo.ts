import type { Loaded } from "@teilhabe/platform/rule";
import type { Connection } from "mongoose";
import type { NotificationQueries } from "./notification-queries.ts";

type Row = { readonly _id: string; readonly version: number; readonly state: unknown };
type Sort = Record<string, 1 | -1>;

export function mongoNotificationQueries(connection: Connection): NotificationQueries {
  const rows = (name: string, filter: object, sort: Sort, limit: number) =>
    connection.collection<Row>(name).find(filter).sort(sort).limit(limit).toArray() as Promise<Row[]>;
  const find = async <State>(name: string, filter: object, sort: Sort, limit: number) => (await rows(name, filter, sort, limit)).map(loaded<State>);
  const first = async <State>(name: string, filter: object) => (await find<State>(name, filter, { _id: 1 }, 1))[0];
  const ids = async (name: string, filter: object, sort: Sort, limit: number) => (await rows(name, filter, sort, limit)).map((row) => row._id);
  const from = (after: string | undefined) => (after === undefined ? {} : { _id: { $gt: after } });
  return {
    subscribersOf: (topic, after, limit) => find("subscription", { topic, ...from(after) }, { _id: 1 }, limit),
    subscriptionsOf: (person, after, limit) => find("subscription", { person, ...from(after) }, { _id: 1 }, limit),
    countSubscriptionsOf: (person) => connection.collection("subscription").countDocuments({ person }),
    subscriptionWithToken: (token) => first("subscription", { token }),
    endedSubscriptions: (beforeMs, limit) => ids("subscription", { untilMs: { $lt: beforeMs } }, { untilMs: 1 }, limit),
    recipientWithToken: (token) => first("recipient", { token }),
    recipientToConfirm: (token) => first("recipient", { confirmation: token }),
    unconfirmedBefore: (ms, limit) => ids("recipient", { unconfirmedSinceMs: { $lt: ms } }, { unconfirmedSinceMs: 1 }, limit),
    noticesBefore(person, before, unreadOnly, limit) {
      const earlier = before === undefined ? {} : { position: { $lt: before } };
      return find("notice", { person, ...(unreadOnly && { unread: 1 }), ...earlier }, { position: -1 }, limit);
    },
    noticesAfter: (person, after, limit) => find("notice", { person, position: { $gt: after } }, { position: 1 }, limit),
    oldNotices: (beforeMs, limit) => ids("notice", { atMs: { $lt: beforeMs } }, { atMs: 1 }, limit),
    oldTold: (beforeMs, limit) => ids("told", { atMs: { $lt: beforeMs } }, { atMs: 1 }, limit),
  };
}

function loaded<State>(row: Row): Loaded<State> {
  return { id: row._id, version: row.version, state: row.state as State };
}
