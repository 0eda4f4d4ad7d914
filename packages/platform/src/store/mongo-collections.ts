import type { mongo } from "mongoose";
import type { TaskDraft } from "../rule.ts";

/** `state` beside the fields of its kind; `touched` grows when a commit checks the document without writing it. */
export type DocumentRow = { _id: string; version: number; schema: number; layout: string; state: unknown; touched?: number };
/** The commits that were written together, by the id of the first. One row for all of them costs a third of a row for each. */
export type CommitRow = { _id: string; ids: readonly string[]; atMs: number };
/** A fact as it is sent, before it is in the stream and while it is kept after. Written once, never changed: changing a row costs many times what writing it does. */
export type OutboxStored = { _id: string; event: string };
/** Where a fact belongs: it follows those of its aggregate with a lower version, or the same version and a lower `n`. */
export type FactPlace = { id: string; aggregate: string; version: number; n: number };
/** Facts of commits that were written together, as far as they are not in the stream yet. `_id` is that of the first commit. */
export type PendingRow = { _id: string; atMs: number; facts: readonly FactPlace[] };
/**
 * What stands in the stream from place `first` to `last`: so a stream that was lost is made again with every event at its place. `_id` names both places, in digits
 * that sort as numbers do; rows may overlap.
 */
export type PublishedRow = { _id: string; first: number; last: number; ids: readonly string[]; atMs: number };
/**
 * Of each key only the first task has `nextMs`: when it may be taken. `orderMs` and `n` are the order of the key. The first one
 * carries what the key must remember: how many wait behind it, the number of the last one that was added, and the latest time at which
 * one was. So whoever changes a key changes its first task, and two who do so at the same moment notice.
 */
export type TaskRow = Omit<TaskDraft, "id"> & {
  _id: string;
  orderMs: number;
  n: number;
  attempts: number;
  error?: string;
  nextMs?: number;
  lease?: string;
  waiting?: number;
  lastN?: number;
  latestMs?: number;
  /** Grows with each change. */
  rev: number;
  /** Grows when a commit relies on it being unfinished. */
  touched?: number;
};
export type DeadLetterRow = {
  _id: string;
  kind: string;
  key: string;
  data: Readonly<Record<string, unknown>>;
  traceparent?: string;
  attempts: number;
  error: string;
  buriedAtMs: number;
};
export type PositionRow = { _id: string; epoch: string; sequence: number };
export type AnswerRow = { _id: string; fingerprint: string; body: string; expiresAtMs: number };
export type LeaseRow = { _id: string; holder: string; untilMs: number };
export type MetaRow = { _id: string; value: string; epoch?: string | null };

/** Nothing is acknowledged before most members have it in their journals. */
export const DURABLE = { writeConcern: { w: "majority", journal: true } } as const;
/** For what only saves work. */
export const QUICK = { writeConcern: { w: 1, journal: false } } as const;
/** What no failover can take back: everything that decides about something. */
export const MAJORITY = { readConcern: { level: "majority" } } as const;
/** As MAJORITY, and everything as it was at one moment. */
export const SNAPSHOT = { readConcern: { level: "snapshot" } } as const;
/** The newest, for what is checked again when it is written. */
export const NEWEST = { readConcern: { level: "local" } } as const;

export const PLATFORM_COLLECTIONS = {
  commits: "_commits",
  outbox: "_outbox",
  pending: "_pending",
  published: "_published",
  tasks: "_tasks",
  letters: "_dead_letters",
  positions: "_positions",
  answers: "_answers",
  leases: "_leases",
  meta: "_meta",
} as const;

export type MongoCollections = {
  readonly db: mongo.Db;
  readonly commits: mongo.Collection<CommitRow>;
  readonly outbox: mongo.Collection<OutboxStored>;
  readonly pending: mongo.Collection<PendingRow>;
  readonly published: mongo.Collection<PublishedRow>;
  readonly tasks: mongo.Collection<TaskRow>;
  readonly letters: mongo.Collection<DeadLetterRow>;
  readonly positions: mongo.Collection<PositionRow>;
  readonly answers: mongo.Collection<AnswerRow>;
  readonly leases: mongo.Collection<LeaseRow>;
  readonly meta: mongo.Collection<MetaRow>;
  documents(kind: { readonly name: string }): mongo.Collection<DocumentRow>;
};

export function mongoCollections(db: mongo.Db): MongoCollections {
  const names = PLATFORM_COLLECTIONS;
  return {
    db,
    commits: db.collection(names.commits),
    outbox: db.collection(names.outbox),
    pending: db.collection(names.pending),
    published: db.collection(names.published),
    tasks: db.collection(names.tasks),
    letters: db.collection(names.letters),
    positions: db.collection(names.positions),
    answers: db.collection(names.answers),
    leases: db.collection(names.leases),
    meta: db.collection(names.meta),
    documents: ({ name }) => db.collection<DocumentRow>(name),
  };
}
