import type { mongo } from "mongoose";
import { BadSettings } from "../config.ts";
import type { DocumentKind } from "../rule.ts";
import { type DocumentRow, DURABLE, type MongoCollections } from "./mongo-collections.ts";
import { type DeclaredCollection, documentCollection, layoutOf, platformCollections } from "./mongo-declared.ts";
import { checkFieldNames, fieldsOf } from "./mongo-fields.ts";
import { convertOutbox } from "./mongo-outbox-before.ts";
import { upcast } from "./upcast.ts";

export const EPOCH = "epoch";
/** Under this id it is kept what the provisioning made last. */
const LAYOUT = "layout";
const FILL_PAGE = 500;
/** Has an outbox whose rows tell whether they wait (docs/decisions/0027), and no other. */
const INDEX_OF_BEFORE = "pending_of_aggregate";
const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;
const INDEX_DIFFERS = new Set([85, 86]);

export type DeclaredDatabase = {
  readonly documents: readonly DocumentKind<unknown>[];
  /** Of the module's own ports. */
  readonly collections?: readonly DeclaredCollection[] | undefined;
};

/** Everything that a database of a release must look like, as text that changes with it. */
export function wholeLayout({ documents, collections = [] }: DeclaredDatabase): string {
  const declared = [...platformCollections, ...documents.map(documentCollection), ...collections];
  return JSON.stringify([declared, documents.map((kind) => [kind.name, layoutOf(kind)])]);
}

/** True: the provisioning has made what this release needs. */
export async function isLaidOut({ meta }: MongoCollections, declared: DeclaredDatabase): Promise<boolean> {
  return (await meta.findOne({ _id: LAYOUT }))?.value === wholeLayout(declared);
}

/**
 * Makes or corrects a module's collections, validators and indexes, whatever was done to them meanwhile; computes the fields of stored documents
 * again where their names or schema changed; keeps an epoch. Can be repeated; while it runs, others may read and write.
 * @throws Error when stored documents break a unique index, or an upcaster is missing; BadSettings when rows are there that only an earlier release reads
 */
export async function layOut(all: MongoCollections, declared: DeclaredDatabase, newId: () => string): Promise<void> {
  const { documents, collections = [] } = declared;
  const filled = await isLaidOut(all, declared); // only by the last step below: reading every document is spared, correcting is not
  if (!filled) await refuseOutdated(all.db, collections);
  for (const kind of documents) checkFieldNames(kind);
  if (await hasIndex(all.outbox, INDEX_OF_BEFORE)) {
    for (const collection of platformCollections) await makeCollection(all.db, collection);
    await convertOutbox(all);
  }
  for (const collection of [...platformCollections, ...collections]) await provide(all.db, collection); // the index of before goes last
  for (const kind of documents) {
    const collection = documentCollection(kind);
    await makeCollection(all.db, collection);
    await dropForeignIndexes(all.db, collection);
    if (!filled) await fillAll(all.documents(kind), kind);
    await makeIndexes(all.db, collection);
  }
  await all.meta.updateOne({ _id: EPOCH }, { $setOnInsert: { value: newId().replaceAll("-", "") } }, { upsert: true, ...DURABLE });
  await all.meta.updateOne({ _id: LAYOUT }, { $set: { value: wholeLayout(declared) } }, { upsert: true, ...DURABLE });
}

/** After a restore from a backup: places that others remember in anything kept here mean nothing any more. */
export async function renewEpoch({ meta }: MongoCollections, newId: () => string): Promise<void> {
  await meta.updateOne({ _id: EPOCH }, { $set: { value: newId().replaceAll("-", "") } }, { upsert: true, ...DURABLE });
}

async function hasIndex<T extends object>(collection: mongo.Collection<T>, name: string): Promise<boolean> {
  try {
    return (await collection.indexes()).some((index) => index.name === name);
  } catch (error) {
    if ((error as { code?: number }).code === NAMESPACE_NOT_FOUND) return false;
    throw error;
  }
}

async function provide(db: mongo.Db, collection: DeclaredCollection): Promise<void> {
  await makeCollection(db, collection);
  await dropForeignIndexes(db, collection);
  await makeIndexes(db, collection);
}

async function refuseOutdated(db: mongo.Db, own: readonly DeclaredCollection[]): Promise<void> {
  for (const { name, outdated } of own)
    if (outdated !== undefined && (await db.collection(name).findOne(outdated.where)) !== null)
      throw new BadSettings(`DATABASE_URL: ${outdated.says} The database is ${db.databaseName}, the collection ${name}; nothing was changed.`);
}

/** A collection that is right is not touched: `collMod` locks it. */
async function makeCollection(db: mongo.Db, { name, validator, clustered }: DeclaredCollection): Promise<void> {
  const [there] = await db.listCollections({ name }, { nameOnly: false }).toArray();
  if (JSON.stringify(there?.options?.["validator"]) === JSON.stringify(validator)) return;
  const order = clustered === true ? { clusteredIndex: { key: { _id: 1 }, unique: true } } : {};
  try {
    await db.createCollection(name, { validator, ...order, ...DURABLE });
  } catch (error) {
    if ((error as { code?: number }).code !== NAMESPACE_EXISTS) throw error;
    await db.command({ collMod: name, validator });
  }
}

async function makeIndexes(db: mongo.Db, { name, indexes }: DeclaredCollection): Promise<void> {
  for (const index of indexes) {
    const options = { name: index.name, ...(index.unique && { unique: true }), ...(index.where && { partialFilterExpression: index.where }) };
    try {
      await db.collection(name).createIndex(index.key, options);
    } catch (error) {
      if (!INDEX_DIFFERS.has((error as { code?: number }).code ?? 0)) throw error;
      await db.collection(name).dropIndex(index.name);
      await db.collection(name).createIndex(index.key, options);
    }
  }
}

/** Another release's index costs time at each write, and a unique one may refuse what is allowed today. */
async function dropForeignIndexes(db: mongo.Db, { name, indexes }: DeclaredCollection): Promise<void> {
  const own = new Set(["_id_", ...indexes.map((index) => index.name)]);
  for (const index of await db.collection(name).indexes()) {
    if (index.name !== undefined && !own.has(index.name)) await db.collection(name).dropIndex(index.name);
  }
}

async function fillAll(collection: mongo.Collection<DocumentRow>, kind: DocumentKind<unknown>): Promise<void> {
  const layout = layoutOf(kind);
  for (let last = ""; ; ) {
    const rows = await collection
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(FILL_PAGE)
      .toArray();
    const outdated = rows.filter((row) => row.layout !== layout);
    const updates = outdated.map(({ _id, version, schema, state }) => ({
      updateOne: { filter: { _id, version }, update: { $set: { layout, ...fieldsOf(kind, upcast(kind, schema, state), _id) } } },
    }));
    if (updates.length > 0) await collection.bulkWrite(updates as mongo.AnyBulkWriteOperation<DocumentRow>[], { ordered: false, ...DURABLE });
    if (rows.length < FILL_PAGE) return;
    last = rows.at(-1)?._id ?? "";
  }
}
