import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";
import { leafHashOf, leafOfWritten } from "@teilhabe/proofs/sealed-vote";

/** A vote as it is kept. No order of arrival is kept, and no time finer than a day. */
export type KeptVote = {
  readonly ballot: string;
  /** 64 lower-case hex digits, a person's id, or `paper.<batch>.<number>`. */
  readonly key: string;
  readonly seq: number;
  /** Canonical JSON (RFC 8785). */
  readonly choice: string;
  /** 64 lower-case hex digits. */
  readonly nonce: string;
  /** UTC day of acceptance; open and confidential votes only. */
  readonly day?: string;
  /** Secret votes only: base64url, and 128 hex digits. */
  readonly credential?: string;
  readonly signature?: string;
};

/** What one vote of one voter is found by. */
export type VoteName = Pick<KeptVote, "ballot" | "key" | "seq">;

/** What was worked out for a receipt serves the log, too: a vote does not change. */
const leafHashes = new WeakMap<KeptVote, string>();

/** The leaf's hash in the log, as receipts state it: 64 lower-case hex digits. */
export function leafHashOfVote(vote: KeptVote): string {
  const known = leafHashes.get(vote);
  if (known !== undefined) return known;
  const { ballot, key, seq, choice, nonce, day } = vote;
  const hash = leafHashOf(leafOfWritten({ ballotId: ballot, key, seq, choice, nonce }, day));
  leafHashes.set(vote, hash);
  return hash;
}

/** A vote that asks to be kept. */
export type OfferedVote = KeptVote & {
  /** It came after the closing time: it is recognised when it is there, and never stored. */
  readonly late: boolean;
};

/** What became of an offered vote. */
export type Keeping =
  /** Durably in the box and certain to be in the log: a receipt may be given. `day` is the one of its acceptance. */
  | { readonly kept: "new" | "again"; readonly day?: string }
  /** Not kept: a vote with this or a higher seq is there. */
  | { readonly kept: "stale"; readonly seq: number }
  /** Not kept: the box is sealed, or the vote is late. */
  | { readonly kept: "closed" }
  /** The box is being sealed, and whether the vote is in it will be known once its log is final: ask again. */
  | { readonly kept: "unsettled" };

export type OpenedVote = Opening & {
  /** For the page after this one. */
  readonly cursor: string;
};

/**
 * Where votes are kept. Every method may be called by several replicas at once.
 * @throws StoreUnavailable when the outcome is not known; repeating is safe
 */
export interface VoteStore {
  /** Makes room for a ballot's votes and its log; again changes nothing. */
  prepare(ballot: string): Promise<void>;

  /**
   * Keeps each vote or says why not, in the order given; durable when it returns. One `ballot:key:seq` is kept once, and of one voter only a higher
   * seq than all before. Receipts ⊆ log: what is answered `new` or `again` is pending, or in the log, and a log ends only when nothing is pending.
   * @param votes of any ballots that are prepared
   */
  keep(votes: readonly OfferedVote[]): Promise<readonly Keeping[]>;

  /** Nothing is answered `new` after this has returned; what was is pending, or in the log. Again changes nothing. */
  seal(ballot: string, atMs: number): Promise<void>;

  /**
   * The votes that are in the log, at most `limit`, in the order of key (UTF-16 code units) and seq, never of arrival. Complete once the log is final.
   * @param after the cursor of the last one before
   */
  openings(ballot: string, after: string | undefined, limit: number): Promise<readonly OpenedVote[]>;

  /** All votes under this key, in every ballot; only open ballots use persons' ids as keys. At most `limit`. */
  votesOf(key: string, limit: number): Promise<readonly KeptVote[]>;
}
