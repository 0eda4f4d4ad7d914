import type { mongo } from "mongoose";
import { markPublished } from "../relay/published.ts";
import { DURABLE, type FactPlace, type MongoCollections, type OutboxStored, PLATFORM_COLLECTIONS } from "./mongo-collections.ts";

/** A row as it was before decision 0027. */
type RowBefore = OutboxStored & Omit<FactPlace, "id"> & { readonly atMs: number; readonly pending?: true; readonly sequence?: number };

const PAGE = 500;

/**
 * Facts of before decision 0027 carried in their own rows whether they wait and where they stand in the stream. Both become rows of today's form; nothing
 * waits twice and nothing is lost if this is cut off, and then it can be repeated. No process of that release may be at work: its commits are refused.
 */
export async function convertOutbox(all: MongoCollections): Promise<void> {
  const rows = all.db.collection<RowBefore>(PLATFORM_COLLECTIONS.outbox);
  for await (const page of paged(rows.find({ pending: true }))) {
    for (const row of page) await convertPending(all, row);
    await forget(rows, page);
  }
  const inPlace = rows.find({ sequence: { $exists: true } }, { allowDiskUse: true }).sort({ sequence: 1 });
  for await (const run of paged(inPlace, (one, next) => next.sequence === (one.sequence ?? 0) + 1)) {
    const atMs = Math.max(...run.map((row) => row.atMs));
    await markPublished(all, { ids: run.map(({ _id }) => _id), last: run.at(-1)?.sequence ?? 0, atMs }, []);
    await forget(rows, run);
  }
}

/** @param isNext whether a row may be in one page with the one before it */
async function* paged(
  rows: AsyncIterable<RowBefore>,
  isNext: (one: RowBefore, next: RowBefore) => boolean = () => true,
): AsyncGenerator<readonly RowBefore[]> {
  let page: RowBefore[] = [];
  for await (const row of rows) {
    const last = page.at(-1);
    if (last !== undefined && (page.length >= PAGE || !isNext(last, row))) {
      yield page;
      page = [];
    }
    page.push(row);
  }
  if (page.length > 0) yield page;
}

async function convertPending({ pending }: MongoCollections, { _id: id, aggregate, version, n, atMs }: RowBefore): Promise<void> {
  const group = { atMs, facts: [{ id, aggregate, version, n }] };
  await pending.replaceOne({ _id: `before/${id}` }, group, { upsert: true, ...DURABLE });
}

async function forget(rows: mongo.Collection<RowBefore>, page: readonly RowBefore[]): Promise<void> {
  await rows.updateMany(
    { _id: { $in: page.map(({ _id }) => _id) } },
    { $unset: { pending: 1, sequence: 1, aggregate: 1, version: 1, n: 1, atMs: 1 } },
    DURABLE,
  );
}
