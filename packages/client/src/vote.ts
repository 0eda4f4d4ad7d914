import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { OutputOf } from "@teilhabe/contracts/operation";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { issueCredential } from "@teilhabe/contracts/voting/voter-operations";
import type { Client } from "./client.ts";
import { Problem } from "./problem.ts";

export type VoteRequest = {
  readonly ballot: string;
  readonly choice: Choice;
  /** Counts from 1; a higher one replaces the vote before. 1 unless given. */
  readonly seq?: number;
  /** From the letter, where the roll is one of codes. */
  readonly code?: string;
  /** 32 bytes in hex that hide the choice in the log until closing; made here unless given. Give the same again to repeat a vote. */
  readonly nonce?: string;
};

export type VoteCast = OutputOf<typeof castVote> & {
  /** Keep it: with it and the receipt the voter finds the vote in the published log. */
  readonly nonce: string;
  /** What each of the two questions took, in milliseconds. */
  readonly tookMs: { readonly credential: number; readonly vote: number };
};

const NONCE_BYTES = 32;
const ATTEMPTS_MAX = 3;

/**
 * Votes in an open or confidential ballot: gets the credential as the signed-in person, then puts the vote into the box as nobody.
 * @param voter a client with the person's token
 * @param box a client without one
 * @throws Problem; with `seq-stale` the fact `seq` is the current one, and `seq + 1` replaces it
 */
export async function vote(voter: Client, box: Client, request: VoteRequest): Promise<VoteCast> {
  const nonce = request.nonce ?? newNonce();
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    const right = await voter.ask(issueCredential, { ballot: request.ballot, ...(request.code !== undefined && { code: request.code }) });
    const issued = performance.now();
    try {
      const { credential, key } = right;
      const cast = await box.ask(castVote, { ballot: request.ballot, credential, key, seq: request.seq ?? 1, choice: request.choice, nonce });
      return { ...cast, nonce, tookMs: { credential: issued - began, vote: performance.now() - issued } };
    } catch (error) {
      // The platform was away for longer than a credential lives.
      if (!(error instanceof Problem) || error.code !== "credential-expired" || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
