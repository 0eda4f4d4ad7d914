import type { Loaded } from "@teilhabe/platform/rule";
import type { Connection } from "mongoose";
import { type DeliveryState, type Entry, entryId, type Lane, type WebhookState } from "../domain/documents.ts";
import { ASLEEP_MAX, type PartnerQueries } from "./partner-queries.ts";

type Row<State> = { readonly _id: string; readonly version: number; readonly state: State };

export function mongoPartnerQueries(connection: Connection): PartnerQueries {
  const find = <State>(name: string, filter: object, sort: Record<string, 1 | -1>, limit: number) =>
    connection.collection<Row<State>>(name).find(filter).sort(sort).limit(limit).toArray() as Promise<Row<State>[]>;
  return {
    async entriesAfter(position, types, limit) {
      const among = types.length === 0 ? {} : { type: { $in: [...types] } };
      const found = await find<Entry>("entry", { ...among, _id: { $gt: entryId(position) } }, { _id: 1 }, limit);
      return found.map((row) => ({ position: Number(row._id), event: row.state.event }));
    },
    async webhooksOf(owner, after, limit) {
      return (await find<WebhookState>("webhook", { owner, _id: { $gt: after ?? "" } }, { _id: 1 }, limit)).map(loaded);
    },
    countWebhooksOf: (owner) => connection.collection("webhook").countDocuments({ owner }),
    async asleep() {
      return (await find<Lane>("lane", { asleep: 1 }, { _id: 1 }, ASLEEP_MAX)).map(loaded);
    },
    async deliveriesOf(webhook, before, limit) {
      const earlier = before === undefined ? {} : { _id: { $lt: before } };
      return (await find<DeliveryState>("delivery", { webhook, ...earlier }, { _id: -1 }, limit)).map(loaded);
    },
    async deliveriesBefore(atMs, limit) {
      return (await find<DeliveryState>("delivery", { atMs: { $lt: atMs } }, { atMs: 1 }, limit)).map((row) => row._id);
    },
  };
}

function loaded<State>(row: Row<State>): Loaded<State> {
  return { id: row._id, version: row.version, state: row.state };
}
