import { Problem } from "@teilhabe/client/problem";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { percentile } from "./percentile.ts";
import type { Voters } from "./voters.ts";

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
  readonly voters: Voters;
  readonly choices: Iterable<Choice>;
  readonly concurrency: number;
  readonly progress: (accepted: number) => void;
};

const REFUSALS_SHOWN_MAX = 5;

/** Every voter of the file votes, so many at the same time; each vote is repeated until it is answered. */
export async function castVotes(casting: Casting): Promise<Cast> {
  const latencies: number[] = [];
  const refusals: string[] = [];
  let refused = 0;
  let number = 0;
  const choices = casting.choices[Symbol.iterator]();
  const began = performance.now();
  const castSome = async () => {
    for (let next = choices.next(); next.done !== true; next = choices.next()) {
      const answer = await castOne(casting.voters, number++, next.value);
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
async function castOne(voters: Voters, number: number, choice: Choice): Promise<number | string> {
  try {
    return await voters(number, choice);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
