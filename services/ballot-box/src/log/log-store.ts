import type { Tile, TileEdge } from "@teilhabe/proofs/merkle/tiles";
import type { KeptVote, VoteName } from "../votes/vote-store.ts";

/** Where a ballot's log stands. */
export type LogHead = {
  /** Counts appends; an append names the one that it expects. */
  readonly version: number;
  /** Entries. */
  readonly size: number;
  /** Entries that are votes, and different keys among them. */
  readonly votes: number;
  readonly voters: number;
  /** Nothing is appended any more. */
  readonly final: boolean;
};

/** A vote that is in the box and not yet in the log: all that the log needs of it. */
export type PendingVote = Pick<VoteName, "key" | "seq"> & {
  /** As receipts state it: 64 lower-case hex digits. */
  readonly leafHash: string;
  /** Another vote of its key is in the log. */
  readonly known: boolean;
};

/** An entry that is not a vote. `leaf`: canonical JSON; `name`: if given, of one entry only. */
export type KeptRecord = { readonly index: number; readonly kind: string; readonly leaf: string; readonly name?: string };

/** What one append brings. */
export type Growth = {
  /** As it will be; `version` is one above that which is expected. */
  readonly head: LogHead;
  /** Places of votes that were pending. */
  readonly votes: readonly { readonly key: string; readonly seq: number; readonly index: number }[];
  /** Votes that come into the box and the log in one step. */
  readonly papers: readonly (KeptVote & { readonly index: number })[];
  readonly records: readonly KeptRecord[];
  /** Full ones, and those at the right edge as they are now. */
  readonly tiles: readonly Tile[];
};

/** What is needed to append, as it was at one moment. */
export type LogView = { readonly head: LogHead; readonly edge: TileEdge; readonly pending: readonly PendingVote[] };

export type KeptCheckpoint = { readonly size: number; readonly voters: number; readonly note: string };

/**
 * Where the log of each ballot is kept, beside its votes. Every method may be called by several replicas at once.
 * @throws StoreUnavailable when the outcome is not known; whoever reads the head again learns it
 */
export interface LogStore {
  head(ballot: string): Promise<LogHead>;

  /** @returns head, right edge and at most `limit` pending votes in the order of key and seq, all of one moment; only what is durable */
  view(ballot: string, limit: number): Promise<LogView>;

  /**
   * All of it, durable, or nothing.
   * @returns false: nothing was done, because the head is not the expected one, a vote is not pending, or the last append would leave a pending vote
   */
  append(ballot: string, growth: Growth): Promise<boolean>;

  /** The hashes of a tile as far as they are there, 32 bytes each; its narrower forms are the beginnings of it. */
  tile(ballot: string, level: number, index: number): Promise<Uint8Array | undefined>;

  /** Of two checkpoints of one size the first stays. */
  keepCheckpoint(ballot: string, checkpoint: KeptCheckpoint): Promise<void>;
  newestCheckpoint(ballot: string): Promise<KeptCheckpoint | undefined>;
  /** From the smallest on, at most `limit`, those larger than `afterSize`. */
  checkpoints(ballot: string, afterSize: number, limit: number): Promise<readonly KeptCheckpoint[]>;

  /** In the order of the log, at most `limit`, those behind `afterIndex`. */
  records(ballot: string, afterIndex: number, limit: number): Promise<readonly KeptRecord[]>;
  countRecords(ballot: string, kind: string): Promise<number>;
  recordNamed(ballot: string, name: string): Promise<KeptRecord | undefined>;

  /** Ballots whose log is not final, in the order of their ids, at most `limit`. */
  unfinished(after: string | undefined, limit: number): Promise<readonly string[]>;
}
