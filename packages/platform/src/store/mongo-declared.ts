import type { mongo } from "mongoose";
import { type DocumentKind, neededBy } from "../rule.ts";
import { PLATFORM_COLLECTIONS } from "./mongo-collections.ts";

export type DeclaredIndex = { readonly name: string; readonly key: Readonly<Record<string, 1>>; readonly unique?: true; readonly where?: object };
/** A collection as data: what the provisioning makes and corrects. */
export type DeclaredCollection = {
  readonly name: string;
  readonly validator: mongo.Document;
  readonly indexes: readonly DeclaredIndex[];
  /** Its documents lie in the order of their ids, without an index for them. Cannot be changed once the collection is made. */
  readonly clustered?: true;
  /** Rows that an earlier release wrote and today's does not read: while there are any, the provisioning changes nothing and says why. */
  readonly outdated?: { readonly where: object; readonly says: string };
};

const text = { bsonType: "string" };
const number = { bsonType: "number" };

/** Of a field that no row may have. */
export const never = { not: {} };

/** Fields that a document must have, and those that it may have, each in the words of MongoDB's JSON Schema. */
export function shape(required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}): mongo.Document {
  return { $jsonSchema: { bsonType: "object", required: Object.keys(required), properties: { ...required, ...optional } } };
}

const traced = { traceparent: text };

/** The platform's own collections, the same for every module. */
export const platformCollections: readonly DeclaredCollection[] = [
  {
    name: PLATFORM_COLLECTIONS.commits,
    // The release before wrote a row for each commit, without ids, and its processes may still be at work.
    validator: shape({ _id: text, atMs: number }, { ids: { bsonType: "array", items: text } }),
    indexes: [
      { name: "by_time", key: { atMs: 1 } },
      { name: "of_ids", key: { ids: 1 }, unique: true, where: { ids: { $exists: true } } },
    ],
  },
  // Rows with these marks are of before decision 0027; the provisioning converts them, and a process of that release writes no more of them.
  { name: PLATFORM_COLLECTIONS.outbox, validator: shape({ _id: text, event: text }, { pending: never, sequence: never }), indexes: [] },
  {
    name: PLATFORM_COLLECTIONS.pending,
    validator: shape({ _id: text, atMs: number, facts: { bsonType: "array" } }),
    indexes: [
      { name: "by_time", key: { atMs: 1, _id: 1 } },
      { name: "of_aggregate", key: { "facts.aggregate": 1, "facts.version": 1 } },
    ],
  },
  {
    name: PLATFORM_COLLECTIONS.published,
    validator: shape({ _id: text, first: number, last: number, ids: { bsonType: "array" }, atMs: number }),
    indexes: [{ name: "by_time", key: { atMs: 1 } }],
  },
  {
    name: PLATFORM_COLLECTIONS.tasks,
    validator: shape(
      { _id: text, kind: text, key: text, data: { bsonType: "object" }, dueAtMs: number, orderMs: number, n: number, attempts: number, rev: number },
      { ...traced, error: text, nextMs: number, lease: text, waiting: number, lastN: number, latestMs: number, touched: number },
    ),
    indexes: [
      { name: "ready", key: { nextMs: 1, orderMs: 1, n: 1 }, where: { nextMs: { $exists: true } } },
      { name: "first_of_key", key: { key: 1 }, unique: true, where: { nextMs: { $exists: true } } },
      { name: "behind", key: { key: 1, orderMs: 1, n: 1 } },
    ],
  },
  {
    name: PLATFORM_COLLECTIONS.letters,
    validator: shape({ _id: text, kind: text, key: text, data: { bsonType: "object" }, attempts: number, error: text, buriedAtMs: number }, traced),
    indexes: [{ name: "by_time", key: { buriedAtMs: 1, _id: 1 } }],
  },
  { name: PLATFORM_COLLECTIONS.positions, validator: shape({ _id: text, epoch: text, sequence: number }), indexes: [] },
  {
    name: PLATFORM_COLLECTIONS.answers,
    validator: shape({ _id: text, fingerprint: text, body: text, expiresAtMs: number }),
    indexes: [{ name: "by_expiry", key: { expiresAtMs: 1 } }],
  },
  { name: PLATFORM_COLLECTIONS.leases, validator: shape({ _id: text, holder: text, untilMs: number }), indexes: [] },
  { name: PLATFORM_COLLECTIONS.meta, validator: shape({ _id: text, value: text }), indexes: [] },
];

/** One kind of document: an envelope that is checked, an index for each list, and those that the kind declares. */
export function documentCollection(kind: DocumentKind<unknown>): DeclaredCollection {
  const indexes = (kind.indexes ?? []).map((names) => {
    const needed = neededBy(kind, names);
    return {
      name: `by_${names.join("_")}`,
      key: keyOf(names.map((name) => (name === "id" ? "_id" : name))),
      // An equality lies within this, as the planner knows; within a $type it would not.
      ...(needed.length > 0 && { where: Object.fromEntries(needed.map((name) => [name, { $gt: "" }])) }),
    };
  });
  const lists = (kind.fields?.lists ?? []).map((name) => ({ name: `of_${name}`, key: keyOf([name, "_id"]) }));
  const unique = (kind.unique ?? []).map((name) => ({
    name: `one_${name}`,
    key: keyOf([name]),
    unique: true as const,
    where: { [name]: { $type: ["string", "number"] } },
  }));
  return {
    name: kind.name,
    validator: shape(
      { _id: text, version: { ...number, minimum: 1 }, schema: { ...number, minimum: 1 }, layout: text, state: {} },
      { touched: number },
    ),
    indexes: [...indexes, ...lists, ...unique],
  };
}

/** Says which names and schema the stored fields were computed with. */
export function layoutOf(kind: DocumentKind<unknown>): string {
  return JSON.stringify([kind.schema, [...(kind.fields?.scalars ?? [])].sort(), [...(kind.fields?.lists ?? [])].sort()]);
}

function keyOf(names: readonly string[]): Readonly<Record<string, 1>> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}
