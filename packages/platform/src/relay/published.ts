import { BATCH_EVENTS_MAX } from "../bus/bus.ts";
import { DURABLE, MAJORITY, type MongoCollections, type OutboxStored, type PendingRow, type PublishedRow } from "../store/mongo-collections.ts";
import { isDuplicateKey } from "../store/mongo-errors.ts";
import { fitting } from "./pending-facts.ts";

const PLACE_DIGITS = 16;

/** Events that follow each other in the stream. */
export type Published = {
  readonly ids: readonly string[];
  /** The sequence of the last one. */
  readonly last: number;
  readonly atMs: number;
};

/**
 * Notes which events stand in the stream, and where. Durable when it returns, so that none is taken for pending again. Again changes nothing.
 * @param groups in which they waited; by default they are looked for
 */
export async function markPublished(all: MongoCollections, { ids, last, atMs }: Published, groups?: readonly PendingRow[]): Promise<void> {
  if (ids.length === 0) return;
  const first = last - ids.length + 1;
  const there = new Set(ids);
  await Promise.all([
    insertOnce(all.published, { _id: `${digitsOf(first)}-${digitsOf(last)}`, first, last, ids, atMs }),
    waitNoMore(all, there, groups ?? (await groupsWith(all, there))),
  ]);
}

async function insertOnce(published: MongoCollections["published"], row: PublishedRow): Promise<void> {
  try {
    await published.insertOne(row, DURABLE);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

async function groupsWith({ pending }: MongoCollections, ids: ReadonlySet<string>): Promise<readonly PendingRow[]> {
  const groups: PendingRow[] = [];
  for await (const group of pending.find({}, MAJORITY).sort({ atMs: 1, _id: 1 })) if (group.facts.some(({ id }) => ids.has(id))) groups.push(group);
  return groups;
}

async function waitNoMore({ pending }: MongoCollections, ids: ReadonlySet<string>, groups: readonly PendingRow[]): Promise<void> {
  const published = ({ facts }: PendingRow) => facts.every(({ id }) => ids.has(id));
  const whole = groups.filter(published).map(({ _id }) => _id);
  const partly = groups.filter((group) => !published(group)).map(({ _id }) => _id);
  if (whole.length > 0) await pending.deleteMany({ _id: { $in: whole } }, DURABLE);
  if (partly.length > 0) await pending.updateMany({ _id: { $in: partly } }, { $pull: { facts: { id: { $in: [...ids] } } } }, DURABLE);
}

/** What is kept of a stream: every event from `first` to `last`. */
export type KeptRun = { readonly first: number; readonly last: number };

/** The longest end of the stream that is kept without a gap; undefined when nothing is. */
export async function keptRun({ published, outbox }: MongoCollections): Promise<KeptRun | undefined> {
  let run: KeptRun | undefined;
  let oldest: PublishedRow | undefined;
  for await (const row of published.find({}, MAJORITY).sort({ _id: -1 })) {
    if (run !== undefined && row.last < run.first - 1) break;
    run = { first: row.first, last: Math.max(row.last, run?.last ?? 0) };
    oldest = row;
  }
  if (run === undefined || oldest === undefined) return undefined;
  const { ids } = oldest;
  const rows = await outbox.find({ _id: { $in: [...ids] } }, { ...MAJORITY, projection: { _id: 1 } }).toArray();
  const there = new Set(rows.map(({ _id }) => _id));
  const first = oldest.first + ids.findLastIndex((id) => !there.has(id)) + 1; // it may have been purged in part
  return first > run.last ? undefined : { ...run, first };
}

/** The kept events in the order of their places, in batches that can be appended. @throws Error when one is gone */
export async function* keptBatches(all: MongoCollections, { first, last }: KeptRun): AsyncGenerator<readonly OutboxStored[]> {
  let next = first;
  for await (const row of all.published.find({}, MAJORITY).sort({ _id: 1 })) {
    while (next <= last && row.first <= next && next <= row.last) {
      const from = next - row.first;
      const batch = fitting(await eventsOf(all, row.ids.slice(from, from + BATCH_EVENTS_MAX)));
      if (batch.length === 0) break;
      yield batch;
      next += batch.length;
    }
  }
  if (next <= last) throw new Error(`the event at place ${next} is gone`);
}

/** In the order of the ids, up to the first one that is gone. */
async function eventsOf({ outbox }: MongoCollections, ids: readonly string[]): Promise<readonly OutboxStored[]> {
  const rows = await outbox.find({ _id: { $in: [...ids] } }, MAJORITY).toArray();
  const byId = new Map(rows.map((row) => [row._id, row]));
  const gone = ids.findIndex((id) => !byId.has(id));
  return (gone === -1 ? ids : ids.slice(0, gone)).flatMap((id) => byId.get(id) ?? []);
}

function digitsOf(place: number): string {
  return String(place).padStart(PLACE_DIGITS, "0");
}
