import { type DeclaredCollection, never, shape } from "@teilhabe/platform/store/mongo-declared";
import type { Connection } from "mongoose";
import type { KeptVote } from "./vote-store.ts";

export const DURABLE = { writeConcern: { w: "majority", journal: true } } as const;

/** `_id` is the ballot. `groups` is counted up by acceptors, so that their writes meet the seal. */
export type BallotRow = { readonly _id: string; readonly sealedMs: number | null; readonly groups: number };

/**
 * Votes that are in the box and have no place in the log yet, in the same collection as the ballots, so that one command writes one and counts it in.
 * `_id` is `ballot:` and something random, or the rest of a vote's id.
 */
export type ArrivalRow = { readonly _id: string; readonly votes: readonly string[] };

/** `_id` is `ballot:key:seq`. A filler holds seq 1 for a voter who began with a higher one; it is no vote. Never changed once it is there. */
export type VoteRow = Omit<KeptVote, "ballot"> & { readonly _id: string; readonly filler?: true };

/** A vote's place in the log; `_id` is that of the vote. */
export type PlaceRow = { readonly _id: string; readonly index: number };

/** `_id` is the ballot. */
export type HeadRow = {
  readonly _id: string;
  readonly version: number;
  readonly size: number;
  readonly votes: number;
  readonly voters: number;
  readonly final: boolean;
};
/** `_id` is `ballot:level:index`. */
export type TileRow = { readonly _id: string; readonly hashes: Buffer };
/** `_id` is `ballot:index`. */
export type RecordRow = { readonly _id: string; readonly index: number; readonly kind: string; readonly leaf: string; readonly name?: string };
/** `_id` is `ballot:size`. */
export type CheckpointRow = { readonly _id: string; readonly size: number; readonly voters: number; readonly note: string };

const text = { bsonType: "string" };
const number = { bsonType: "number" };
const flag = { bsonType: "bool" };
const bytes = { bsonType: "binData" };

/**
 * What the provisioning makes. Votes, their arrivals and their places are clustered: the rows are in the random order of the keys, none of arrival, and have
 * no other index.
 */
export const voteCollections: readonly DeclaredCollection[] = [
  {
    name: "vote-arrivals",
    clustered: true,
    validator: shape({ _id: text }, { sealedMs: { bsonType: ["number", "null"] }, groups: number, votes: { bsonType: "array" } }),
    indexes: [],
  },
  {
    name: "votes",
    clustered: true,
    // Rows with these marks are of before decision 0025; a process of that release writes no more of them.
    validator: shape(
      { _id: text, key: text, seq: number, choice: text, nonce: text },
      { day: text, credential: text, signature: text, filler: { enum: [true] }, pending: never, index: never },
    ),
    indexes: [],
    outdated: {
      where: { $or: [{ pending: { $exists: true } }, { index: { $exists: true } }] },
      says:
        "the database has votes in the form of before docs/decisions/0025, their places in their own rows, which this release does not read. Finish and publish " +
        "its ballots with the release that wrote them, then name another database (the prefix in the URL).",
    },
  },
  { name: "vote-places", clustered: true, validator: shape({ _id: text, index: number }), indexes: [] },
  { name: "log-heads", validator: shape({ _id: text, version: number, size: number, votes: number, voters: number, final: flag }), indexes: [] },
  { name: "log-tiles", validator: shape({ _id: text, hashes: bytes }), indexes: [] },
  { name: "log-records", validator: shape({ _id: text, index: number, kind: text, leaf: text }, { name: text }), indexes: [] },
  { name: "log-checkpoints", validator: shape({ _id: text, size: number, voters: number, note: text }), indexes: [] },
];

export type Collections = ReturnType<typeof collectionsOf>;

export function collectionsOf(connection: Connection) {
  const ballots = typed<BallotRow>(connection, "vote-arrivals");
  const votes = typed<VoteRow>(connection, "votes");
  const heads = typed<HeadRow>(connection, "log-heads");
  return {
    ballots,
    arrivals: typed<ArrivalRow>(connection, "vote-arrivals"),
    votes,
    places: typed<PlaceRow>(connection, "vote-places"),
    heads,
    tiles: typed<TileRow>(connection, "log-tiles"),
    records: typed<RecordRow>(connection, "log-records"),
    checkpoints: typed<CheckpointRow>(connection, "log-checkpoints"),
    async prepare(ballot: string): Promise<void> {
      const head = { version: 0, size: 0, votes: 0, voters: 0, final: false };
      await heads.updateOne({ _id: ballot }, { $setOnInsert: head }, { upsert: true, ...DURABLE });
      await ballots.updateOne({ _id: ballot }, { $setOnInsert: { sealedMs: null, groups: 0 } }, { upsert: true, ...DURABLE });
    },
  };
}

/** Seven digits are enough for the largest seq, sixteen for the largest index: texts sort as numbers do. */
export function voteId(ballot: string, key: string, seq: number): string {
  return `${ballot}:${key}:${String(seq).padStart(7, "0")}`;
}

export function placeId(ballot: string, place: number): string {
  return `${ballot}:${String(place).padStart(16, "0")}`;
}

export function allOf(ballot: string) {
  return { $gt: `${ballot}:`, $lt: `${ballot};` };
}

/** All votes of one voter. */
export function allOfVoter(ballot: string, key: string) {
  return { $gt: `${ballot}:${key}:`, $lt: `${ballot}:${key};` };
}

export function voteFrom(ballot: string, { key, seq, choice, nonce, day, credential, signature }: VoteRow): KeptVote {
  return {
    ballot,
    key,
    seq,
    choice,
    nonce,
    ...(day !== undefined && { day }),
    ...(credential !== undefined && { credential }),
    ...(signature !== undefined && { signature }),
  };
}

function typed<Row extends { readonly _id: string }>(connection: Connection, name: string) {
  return connection.collection<Row>(name);
}
