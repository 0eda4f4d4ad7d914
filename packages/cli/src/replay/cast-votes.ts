import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { Problem } from "@teilhabe/client/problem";
import { newNonce, vote } from "@teilhabe/client/vote";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { percentile } from "./percentile.ts";

export type Cast = {
  readonly accepted: number;
  readonly refused: number;
  /** The first few, as the box said them. */
  readonly refusals: readonly string[];
  readonly perSecond: number;
  /** Of the vote alone, in milliseconds; what a platform that was away took is in it. */
  readonly msP50: number;
  readonly msP99: number;
};

export type Casting = {
  readonly url: string;
  readonly ballot: string;
  readonly choices: Iterable<Choice>;
  readonly concurrency: number;
  readonly patienceMs: number;
  /** The token of the voter with this number. */
  readonly tokenOf: (voter: number) => string;
  readonly progress: (accepted: number) => void;
};

const REFUSALS_SHOWN_MAX = 5;

/** Every voter of the file votes, so many at the same time; each vote is repeated until it is answered. */
export async function castVotes(casting: Casting): Promise<Cast> {
  const { url, patienceMs } = casting;
  const box = teilhabeClient({ url, patienceMs });
  const latencies: number[] = [];
  const refusals: string[] = [];
  let refused = 0;
  let voters = 0;
  const choices = casting.choices[Symbol.iterator]();
  const began = performance.now();
  const castSome = async () => {
    for (let next = choices.next(); next.done !== true; next = choices.next()) {
      const voter = teilhabeClient({ url, patienceMs, token: casting.tokenOf(voters++) });
      const answer = await castOne(voter, box, casting.ballot, next.value);
      if (typeof answer === "number") latencies.push(answer);
      else {
        refused += 1;
        if (refusals.length < REFUSALS_SHOWN_MAX) refusals.push(answer);
      }
      casting.progress(latencies.length);
    }
  };
  await Promise.all(Array.from({ length: casting.concurrency }, castSome));
  const seconds = (performance.now() - began) / 1_000;
  const sorted = latencies.sort((a, b) => a - b);
  return {
    accepted: sorted.length,
    refused,
    refusals,
    perSecond: Math.round((sorted.length / seconds) * 10) / 10,
    msP50: percentile(sorted, 0.5),
    msP99: percentile(sorted, 0.99),
  };
}

/** @returns how long the vote took, or why it was refused */
async function castOne(voter: Client, box: Client, ballot: string, choice: Choice): Promise<number | string> {
  try {
    return (await vote(voter, box, { ballot, choice, nonce: newNonce() })).tookMs.vote;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
