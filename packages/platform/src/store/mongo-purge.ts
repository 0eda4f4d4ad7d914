import type { mongo } from "mongoose";
import { DURABLE, type MongoCollections } from "./mongo-collections.ts";
import type { Store } from "./store.ts";

/** Rows deleted at once; others write between two of these pages. */
const PAGE = 1_000;

/** What is not in the stream yet stays, however old; of the rest the place is forgotten last. */
export async function purge(all: MongoCollections, before: Parameters<Store["purge"]>[0]): Promise<void> {
  await deleteAll(all.commits, { atMs: { $lt: before.commitsMs } });
  await deleteAll(all.answers, { expiresAtMs: { $lt: before.answersMs } });
  await purgePublished(all, before.outboxMs);
}

async function purgePublished({ published, outbox }: MongoCollections, beforeMs: number): Promise<void> {
  for await (const { _id, ids } of published.find({ atMs: { $lt: beforeMs } }, { batchSize: 10 }).sort({ atMs: 1 })) {
    await outbox.deleteMany({ _id: { $in: [...ids] } }, DURABLE);
    await published.deleteOne({ _id }, DURABLE);
  }
}

async function deleteAll<T extends { _id: string }>(collection: mongo.Collection<T>, filter: object): Promise<void> {
  for (;;) {
    const page = await collection
      .find(filter, { projection: { _id: 1 } })
      .limit(PAGE)
      .toArray();
    if (page.length > 0) await collection.deleteMany({ ...filter, _id: { $in: page.map(({ _id }) => _id) } } as object, DURABLE);
    if (page.length < PAGE) return;
  }
}
