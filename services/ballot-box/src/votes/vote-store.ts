import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";

/** A vote as it is kept. */
export type KeptVote = {
  readonly ballot: string;
  /** 64 lower-case hex digits, or a person's id. */
  readonly key: string;
  readonly seq: number;
  /** Canonical JSON (RFC 8785). */
  readonly choice: string;
  /** 64 lower-case hex digits. */
  readonly nonce: string;
  /** UTC day of acceptance. No finer time is kept, and no order of arrival. */
  readonly day: string;
};

/** A vote that asks to be kept. */
export type OfferedVote = KeptVote & {
  /** It came after the closing time: it is recognised when it is there, and never stored. */
  readonly late: boolean;
};

/** What became of an offered vote. */
export type Keeping =
  /** Durably in the box and certain to be opened after the seal: a receipt may be signed. `day` is the one of its acceptance. */
  | { readonly kept: "new" | "again"; readonly day: string; readonly newVoter: boolean }
  /** Not kept: a vote with this or a higher seq is there. */
  | { readonly kept: "stale"; readonly seq: number }
  /** Not kept: the box is sealed, or the vote is late. */
  | { readonly kept: "closed" }
  /** The box is being sealed, and whether the vote is in it will be known in a moment: ask again. */
  | { readonly kept: "unsettled" };

export type Turnout = { readonly votes: number; readonly voters: number };

export type OpenedVote = Opening & {
  /** For the page after this one. */
  readonly cursor: string;
};

/**
 * Where votes are kept. Every method may be called by several replicas at once.
 * @throws StoreUnavailable when the outcome is not known; repeating is safe
 */
export interface VoteStore {
  /** Makes room for a ballot's votes; again changes nothing. */
  prepare(ballot: string): Promise<void>;

  /**
   * Keeps each vote or says why not, in the order given; durable when it returns. One `ballot:key:seq` is kept once, and of one voter only a higher
   * seq than all before. Receipts ⊆ box: what is answered `new` or `again` is among the openings, unless its voter replaced it.
   * @param votes of any ballots that are prepared
   */
  keep(votes: readonly OfferedVote[]): Promise<readonly Keeping[]>;

  /**
   * Nothing is kept after this returns, and the openings never change again. Again: the same answer.
   * @returns counts of the sealed box, exact
   */
  seal(ballot: string, atMs: number): Promise<Turnout>;

  /**
   * The last vote of each voter of a sealed box, at most `limit`, in the order of the keys (never of arrival).
   * @param after the cursor of the last one before
   */
  openings(ballot: string, after: string | undefined, limit: number): Promise<readonly OpenedVote[]>;

  /** Votes kept and voters so far. */
  turnout(ballot: string): Promise<Turnout>;

  /** All votes under this key, in every ballot; only open ballots use persons' ids as keys. At most `limit`. */
  votesOf(key: string, limit: number): Promise<readonly KeptVote[]>;
}
