import { textOf } from "@teilhabe/proofs/bytes";
import { formatCheckpoint } from "@teilhabe/proofs/checkpoint";
import { type Signer, signNote } from "@teilhabe/proofs/note-keys";
import { grow, type NewEntry, rootAt } from "./grow.ts";
import type { KeptCheckpoint, LogHead, LogStore, LogView, PendingVote } from "./log-store.ts";
import { shuffled } from "./shuffle.ts";

/** Votes that are appended in one step: as many as a tile has hashes. */
export const BATCH_MAX = 256;
/** A secret batch is closed at so many votes, else at the next quarter of an hour or at closing. */
export const SECRET_BATCH_MIN = 20;
/** One round of work ends after so many steps: then what there is gets its checkpoint. */
const STEPS_MAX = 40;
/** So often an append is tried again because another one came first. */
const ATTEMPTS_MAX = 50;

/** Puts votes into the log and signs it. Safe to run twice at once: an append happens at the head that it expects, or not at all. */
export interface Sequencer {
  /**
   * Logs what is pending, in shuffled order, a bounded number of steps.
   * @param least fewer votes than this stay pending
   * @returns how many were logged, and whether some are still pending
   */
  logPending(ballot: string, least: number): Promise<{ readonly logged: number; readonly left: boolean }>;
  /** Appends what `decide` says of the log as it stands, or nothing. @returns the head after it */
  append(ballot: string, decide: (head: LogHead) => Promise<readonly NewEntry[]>): Promise<LogHead>;
  /** Logs all that is pending, and ends the log. Only for a sealed box. */
  finish(ballot: string): Promise<LogHead>;
  /** Signs what is committed, unless it is signed already. @returns the newest checkpoint; undefined: the log is empty */
  sign(ballot: string, signer: Signer): Promise<KeptCheckpoint | undefined>;
}

export function sequencer(log: LogStore, random: (size: number) => Uint8Array): Sequencer {
  const entriesOf = (pending: readonly PendingVote[]) => shuffled(pending, random).map((vote): NewEntry => ({ vote }));

  async function attempts<Result>(ballot: string, limit: number, attempt: (view: LogView) => Promise<Result | undefined>): Promise<Result> {
    for (let n = 0; n < ATTEMPTS_MAX; n++) {
      const result = await attempt(await log.view(ballot, limit));
      if (result !== undefined) return result;
    }
    throw new Error(`the log of ballot ${ballot} moved on ${ATTEMPTS_MAX} times while something was to be appended`);
  }

  return {
    async logPending(ballot, least) {
      let logged = 0;
      for (let step = 0; step < STEPS_MAX; step++) {
        const view = await log.view(ballot, BATCH_MAX);
        if (view.head.final || view.pending.length < Math.max(1, least)) return { logged, left: view.pending.length > 0 };
        // Not appended: another sequencer was here, and the next look shows what it left.
        if (await log.append(ballot, grow(view, entriesOf(view.pending)))) logged += view.pending.length;
      }
      return { logged, left: true };
    },
    append: (ballot, decide) =>
      attempts(ballot, 0, async (view) => {
        const entries = await decide(view.head);
        if (entries.length === 0) return view.head;
        const growth = grow(view, entries);
        return (await log.append(ballot, growth)) ? growth.head : undefined;
      }),
    async finish(ballot) {
      for (;;) {
        const head = await attempts(ballot, BATCH_MAX, async (view) => {
          if (view.head.final) return view.head;
          const growth = grow(view, entriesOf(view.pending), view.pending.length < BATCH_MAX);
          return (await log.append(ballot, growth)) ? growth.head : undefined;
        });
        if (head.final) return head;
      }
    },
    async sign(ballot, signer) {
      const { head, edge } = await log.view(ballot, 0);
      const newest = await log.newestCheckpoint(ballot);
      if (head.size === 0 || newest?.size === head.size) return newest;
      const { size, voters } = head;
      const note = textOf(signNote(formatCheckpoint({ origin: signer.keyName, size, root: rootAt(edge), voters }), signer));
      await log.keepCheckpoint(ballot, { size, voters, note });
      return { size, voters, note };
    },
  };
}
