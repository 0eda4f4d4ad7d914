import type { mongo } from "mongoose";
import { type DocumentRow, DURABLE, type MongoCollections, type TaskRow } from "./mongo-collections.ts";
import type { Plan } from "./mongo-decide.ts";
import { isUnknownCommit } from "./mongo-errors.ts";
import { rowOf } from "./mongo-fields.ts";
import type { Written } from "./mongo-work.ts";

/** So often an unknown commit is repeated as a commit; afterwards the ids of the commits tell what happened. */
const COMMIT_REPEATS_MAX = 5;
const COMMIT_MS_MAX = 10_000;

/** What was read has changed meanwhile: nothing was written. */
export class ReadIsStale extends Error {
  override readonly name = "ReadIsStale";
}

/** Writes a plan in one transaction, majority and journaled. @throws what the driver throws, or ReadIsStale; nothing is written then, but after an unknown commit */
export async function writePlan(client: mongo.MongoClient, all: MongoCollections, plan: Plan): Promise<void> {
  const session = client.startSession();
  try {
    session.startTransaction({ readConcern: { level: "snapshot" }, ...DURABLE, maxCommitTimeMS: COMMIT_MS_MAX });
    await writeAll(all, plan, session);
    await commitTransaction(session);
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw error;
  } finally {
    await session.endSession().catch(() => undefined);
  }
}

async function commitTransaction(session: mongo.ClientSession): Promise<void> {
  for (let times = 0; ; times += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isUnknownCommit(error) || times >= COMMIT_REPEATS_MAX) throw error;
    }
  }
}

/** What others may have changed comes first: a group that fails does so early. */
async function writeAll(all: MongoCollections, plan: Plan, session: mongo.ClientSession): Promise<void> {
  const { winners, nowMs, positions, answers, buried, unburied } = plan;
  await bulk(all.tasks, taskOperations(plan), session);
  for (const [name, writes] of byKind(plan.writes)) await bulk(all.documents({ name }), documentOperations(writes), session);
  await bulk(
    all.positions,
    positions.map(({ was, now }) => (was === undefined ? insert(now) : replace({ ...was }, now))),
    session,
  );
  await bulk(
    all.answers,
    answers.map(({ expiredAtMs, now }) => (expiredAtMs === undefined ? insert(now) : replace({ _id: now._id, expiresAtMs: expiredAtMs }, now))),
    session,
  );
  await bulk(all.letters, deleted(unburied, {}), session);
  if (buried.length > 0) {
    const operations = buried.map((letter) => ({ replaceOne: { filter: { _id: letter._id }, replacement: letter, upsert: true } }));
    await all.letters.bulkWrite(operations, { session });
  }
  const ids = winners.map(({ commit }) => commit.id);
  const _id = ids[0] ?? "";
  await insertFacts(all, _id, plan, session);
  await all.commits.insertOne({ _id, ids, atMs: nowMs }, { session });
}

async function insertFacts(all: MongoCollections, _id: string, { facts, nowMs }: Plan, session: mongo.ClientSession): Promise<void> {
  if (facts.length === 0) return;
  await all.outbox.insertMany(
    facts.map(({ place: { id }, event }) => ({ _id: id, event })),
    { session },
  );
  await all.pending.insertOne({ _id, atMs: nowMs, facts: facts.map(({ place }) => place) }, { session });
}

type Row = mongo.Document & { _id: string };

/** What is done to how many rows, all of which must be as they were read. */
type Operation = { readonly does: object; readonly rows: number };

/** @throws ReadIsStale when a row was not there as it was read */
async function bulk<T extends Row>(collection: mongo.Collection<T>, operations: readonly Operation[], session: mongo.ClientSession): Promise<void> {
  if (operations.length === 0) return;
  const all = operations.map(({ does }) => does) as mongo.AnyBulkWriteOperation<T>[];
  const done = await collection.bulkWrite(all, { session, ordered: true });
  const expected = operations.reduce((sum, { rows }) => sum + rows, 0);
  const hit = done.insertedCount + done.matchedCount + done.deletedCount;
  if (hit !== expected) throw new ReadIsStale(`${expected - hit} of ${expected} rows in ${collection.collectionName} changed`);
}

function insert(document: object): Operation {
  return { does: { insertOne: { document } }, rows: 1 };
}

function replace(filter: object, { _id: _, ...replacement }: Row): Operation {
  return { does: { replaceOne: { filter, replacement } }, rows: 1 };
}

/** Many rows with one filter cost the server much less than a filter for each. */
function deleted(ids: readonly string[], as: object): readonly Operation[] {
  return ids.length === 0 ? [] : [{ does: { deleteMany: { filter: { ...as, _id: { $in: ids } } } }, rows: ids.length }];
}

/** Rows that stand at the same number go together: most do. */
function byNumber<Item>(items: readonly Item[], numberOf: (item: Item) => number): readonly (readonly [number, readonly Item[]])[] {
  return [...Map.groupBy(items, numberOf)];
}

/** First those that end or lose the first place of their key, then those that take it: at no time has a key two. */
function taskOperations({ tasks: { deleted: ended, replaced, inserted, met } }: Plan): readonly Operation[] {
  const gone = byNumber(ended, ({ rev }) => rev).flatMap(([rev, rows]) =>
    deleted(
      rows.map(({ _id }) => _id),
      { rev },
    ),
  );
  const changed = [...replaced].sort((a, b) => Number(takesPlace(a)) - Number(takesPlace(b)));
  return [...touched(met), ...gone, ...changed.map(({ was, now }) => replace({ _id: was._id, rev: was.rev }, now)), ...inserted.map(insert)];
}

/** So that who finishes one of these tasks at the same moment is met: what is committed here must not rely on a task that is over. */
function touched(ids: readonly string[]): readonly Operation[] {
  return ids.length === 0 ? [] : [{ does: { updateMany: { filter: { _id: { $in: ids } }, update: { $inc: { touched: 1 } } } }, rows: ids.length }];
}

function takesPlace({ now }: { readonly now: TaskRow }): boolean {
  return now.nextMs !== undefined;
}

function byKind(writes: readonly Written[]): ReadonlyMap<string, readonly Written[]> {
  const kinds = new Map<string, Written[]>();
  for (const write of writes) kinds.set(write.kind.name, [...(kinds.get(write.kind.name) ?? []), write]);
  return kinds;
}

/** Runs of the same sort of operation, for each run is one command. */
function documentOperations(writes: readonly Written[]): readonly Operation[] {
  const removed = writes.filter(({ then }) => then === "remove");
  const put = writes.filter(({ then }) => typeof then === "object");
  const replaced = put.filter(({ expectedVersion }) => expectedVersion > 0).map(replacement);
  const inserted = put
    .filter(({ expectedVersion }) => expectedVersion === 0)
    .map(({ kind, id, then }) => insert({ _id: id, ...rowOf(kind, id, 1, stateOf(then)) }));
  return [...removals(removed), ...replaced, ...inserted, ...checks(writes)];
}

function removals(writes: readonly Written[]): readonly Operation[] {
  return byNumber(writes, ({ expectedVersion }) => expectedVersion).flatMap(([version, rows]) => {
    const ids = rows.map(({ id }) => id);
    return version === 0 ? ids.flatMap(absence) : deleted(ids, { version });
  });
}

function replacement({ kind, id, expectedVersion, then }: Written): Operation {
  return replace({ _id: id, version: expectedVersion }, { _id: id, ...rowOf(kind, id, expectedVersion + 1, stateOf(then)) });
}

/** A check is a write that changes nothing of interest, once for each document: so that it meets those who write at the same moment. */
function checks(writes: readonly Written[]): readonly Operation[] {
  const checked = new Map(writes.filter(({ then }) => then === "check").map(({ id, expectedVersion }) => [id, expectedVersion]));
  return byNumber([...checked], ([, version]) => version).flatMap(([version, rows]) => {
    const ids = rows.map(([id]) => id);
    if (version === 0) return ids.flatMap(absence);
    return [{ does: { updateMany: { filter: { version, _id: { $in: ids } }, update: { $inc: { touched: 1 } } } }, rows: ids.length }];
  });
}

/** Meets everyone who makes the document at the same moment. */
function absence(_id: string): readonly Operation[] {
  const placeholder = { _id, version: 1, schema: 1, layout: "", state: null } satisfies DocumentRow;
  return [insert(placeholder), ...deleted([_id], {})];
}

function stateOf(then: Written["then"]): unknown {
  return typeof then === "object" ? then.put : undefined;
}
