import { BATCH_EVENTS_MAX, type ReplacedStream } from "../bus/bus.ts";
import { DURABLE, MAJORITY, type MongoCollections, type OutboxStored, SNAPSHOT } from "../store/mongo-collections.ts";

/** A batch has at most so many bytes of events. */
const BATCH_BYTES_MAX = 4 * 1024 * 1024;
const RELAY = "relay";

/** How far the relay knows the stream: everything up to there is marked. */
export type RelayPlace = { readonly epoch: string; readonly sequence: number; readonly replaces?: readonly ReplacedStream[] };

/**
 * Facts that are not in the stream, oldest first; of each aggregate in the order of its versions, none while a lower one is left out.
 * Only what no failover can take back.
 */
export async function pendingFacts({ outbox }: MongoCollections): Promise<readonly OutboxStored[]> {
  const oldest = await outbox.find({ pending: true }, SNAPSHOT).sort({ atMs: 1, _id: 1 }).limit(BATCH_EVENTS_MAX).toArray();
  if (oldest.length < BATCH_EVENTS_MAX) return fitting(inOrder(oldest.sort(byPlace))); // all that waited at one moment
  // Clocks differ: a lower version may stand behind these.
  const upTo = new Map<string, number>();
  for (const { aggregate, version } of oldest) upTo.set(aggregate, Math.max(version, upTo.get(aggregate) ?? 0));
  const rows = await outbox
    .find({ pending: true, aggregate: { $in: [...upTo.keys()] } }, { ...MAJORITY, hint: "pending_of_aggregate" })
    .sort({ aggregate: 1, version: 1, n: 1 })
    .limit(4 * BATCH_EVENTS_MAX)
    .toArray();
  return fitting(inOrder(rows.filter(({ aggregate, version }) => version <= (upTo.get(aggregate) ?? 0))));
}

function byPlace(a: OutboxStored, b: OutboxStored): number {
  return (a.aggregate < b.aggregate ? -1 : Number(a.aggregate > b.aggregate)) || a.version - b.version || a.n - b.n;
}

/** By time, but no row before a lower version of its aggregate. @param rows sorted by aggregate, version and n */
export function inOrder(rows: readonly OutboxStored[]): readonly OutboxStored[] {
  let aggregate: string | undefined;
  let latestMs = 0;
  const placed = rows.map((row, index) => {
    latestMs = row.aggregate === aggregate ? Math.max(latestMs, row.atMs) : row.atMs;
    aggregate = row.aggregate;
    return { row, atMs: latestMs, index };
  });
  return placed.sort((a, b) => a.atMs - b.atMs || a.index - b.index).map(({ row }) => row);
}

function fitting(rows: readonly OutboxStored[]): readonly OutboxStored[] {
  let bytes = 0;
  const end = rows.findIndex(({ event }, index) => {
    bytes += Buffer.byteLength(event);
    return index > 0 && (index >= BATCH_EVENTS_MAX || bytes > BATCH_BYTES_MAX);
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/**
 * Notes which events stand in the stream, and where. Durable when it returns, so that none is taken for pending again.
 * @param ids of events that follow each other there
 * @param last the sequence of the last one
 */
export async function markPublished({ outbox }: MongoCollections, ids: readonly string[], last: number): Promise<void> {
  if (ids.length === 0) return;
  const first = last - ids.length + 1;
  const noted = ids.map((_id, n) => ({ updateOne: { filter: { _id }, update: { $set: { sequence: first + n }, $unset: { pending: 1 as const } } } }));
  await outbox.bulkWrite(noted, { ordered: false, ...DURABLE });
}

export async function relayPlace({ meta }: MongoCollections): Promise<RelayPlace | undefined> {
  const row = await meta.findOne({ _id: RELAY }, MAJORITY);
  return row === null ? undefined : (JSON.parse(row.value) as RelayPlace);
}

/**
 * Whoever wakes up late may move it back: then more of the stream is read again, nothing else.
 * @throws Error when the stream was replaced by one of another epoch meanwhile
 */
export async function rememberPlace({ meta }: MongoCollections, place: RelayPlace): Promise<void> {
  const { epoch } = place;
  const known = { _id: RELAY, epoch: { $in: [epoch, null] } };
  await meta.updateOne(known, { $set: { value: JSON.stringify(place), epoch } }, { upsert: true, ...DURABLE });
}

/** A stream that replaces the one before: from now on the place is in it. */
export async function moveToReplaced({ meta }: MongoCollections, place: RelayPlace): Promise<void> {
  await meta.updateOne({ _id: RELAY }, { $set: { value: JSON.stringify(place), epoch: place.epoch } }, { upsert: true, ...DURABLE });
}

/** What is kept of a stream: every event from `first` to `last`. */
export type KeptRun = { readonly first: number; readonly last: number };

/** The longest end of the stream that is kept without a gap; undefined when nothing is. */
export async function keptRun({ outbox }: MongoCollections): Promise<KeptRun | undefined> {
  const rows = outbox.find({ sequence: { $exists: true } }, { ...MAJORITY, projection: { sequence: 1 }, sort: { sequence: -1 }, allowDiskUse: true });
  let run: KeptRun | undefined;
  for await (const { sequence = 0 } of rows) {
    if (run !== undefined && sequence !== run.first - 1) break;
    run = { first: sequence, last: run?.last ?? sequence };
  }
  return run;
}

/** The kept events in the order of their places, in batches that can be appended. */
export async function* keptBatches({ outbox }: MongoCollections, { first, last }: KeptRun): AsyncGenerator<readonly OutboxStored[]> {
  for (let from = first; from <= last; ) {
    const place = { $gte: from, $lt: from + BATCH_EVENTS_MAX };
    const batch = fitting(await outbox.find({ sequence: place }, MAJORITY).sort({ sequence: 1 }).toArray());
    if (batch.length === 0) throw new Error(`the event at place ${from} is gone`);
    yield batch;
    from += batch.length;
  }
}
