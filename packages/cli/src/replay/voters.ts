import { teilhabeClient } from "@teilhabe/client/client";
import { type SecretVoter, secretVoter } from "@teilhabe/client/secret-vote";
import { newNonce, vote } from "@teilhabe/client/vote";
import type { Choice } from "@teilhabe/contracts/voting/choice";

export type Door = {
  readonly url: string;
  /** Origin of the secret door; the gateway unless given. */
  readonly secretUrl?: string;
  readonly ballot: string;
  readonly patienceMs: number;
  /** The token of the voter with this number. */
  readonly tokenOf: (voter: number) => string;
};

/** Casts the vote of the voter with this number. @returns how long the vote alone took, in milliseconds */
export type Voters = (voter: number, choice: Choice) => Promise<number>;

/** Voters of an open or confidential ballot: each gets a credential and casts at once. */
export function namedVoters({ url, ballot, patienceMs, tokenOf }: Door): Voters {
  const box = teilhabeClient({ url, patienceMs });
  return async (number, choice) => {
    const voter = teilhabeClient({ url, patienceMs, token: tokenOf(number) });
    return (await vote(voter, box, { ballot, choice, nonce: newNonce() })).tookMs.vote;
  };
}

export type Issuing = { readonly voters: number; readonly concurrency: number; readonly progress: (issued: number) => void };

/** Voters of a secret ballot: all have got their credentials before the first one casts, each with a secret of their own. */
export async function secretVoters({ url, secretUrl = url, ballot, patienceMs, tokenOf }: Door, issuing: Issuing): Promise<Voters> {
  const nobody = teilhabeClient({ url, patienceMs });
  const door = teilhabeClient({ url: secretUrl, patienceMs });
  const ready: { voter: SecretVoter; credential: string }[] = [];
  let next = 0;
  let issued = 0;
  const issueSome = async () => {
    while (next < issuing.voters) {
      const number = next++;
      const voter = await secretVoter(nobody, ballot);
      const credential = await voter.requestCredential(teilhabeClient({ url, patienceMs, token: tokenOf(number) }));
      ready[number] = { voter, credential };
      issuing.progress(++issued);
    }
  };
  await Promise.all(Array.from({ length: issuing.concurrency }, issueSome));
  return async (number, choice) => {
    const { voter, credential } = ready[number] ?? {};
    if (voter === undefined || credential === undefined) throw new Error(`voter ${number} has no credential`);
    const began = performance.now();
    await voter.cast(door, { choice, credential });
    return performance.now() - began;
  };
}
