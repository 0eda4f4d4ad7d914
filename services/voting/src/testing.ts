import type { Asker } from "@teilhabe/contracts/asker";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { issueCredential, readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import type { Started } from "@teilhabe/platform/testing/started";
import { sha256Hex } from "@teilhabe/proofs/hash";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A draft that any citizen may vote on, from now for two hours. */
export function draftFor(platform: Started, more: Partial<SentTo<typeof draftBallot>> = {}): SentTo<typeof draftBallot> {
  const now = platform.world.nowMs();
  return {
    ...budgetDraft,
    eligibility: { minimumAssurance: 0, roll: "none" },
    opensAt: new Date(now).toISOString(),
    closesAt: new Date(now + 2 * HOUR).toISOString(),
    ...more,
  };
}

/** Drafts a ballot and opens it. @returns its id */
export async function openedBallot(platform: Started, more: Partial<SentTo<typeof draftBallot>> = {}): Promise<string> {
  const { id } = await platform.done(draftBallot, draftFor(platform, more), staff());
  await platform.done(openBallot, { ballot: id }, staff());
  await platform.settle();
  const { stage } = await platform.done(readBallot, { ballot: id });
  if (stage !== "open") throw new Error(`the ballot is ${stage}`);
  return id;
}

/** Gets a credential and casts. @returns `seq n` or the code of the refusal */
export async function vote(platform: Started, ballot: string, name: string, choice: Choice, seq = 1, more: Partial<Asker> = {}): Promise<string> {
  const right = await platform.ask(issueCredential, { ballot }, citizen(name, more));
  if (isRefusal(right)) return right.refused;
  const { credential, key } = right;
  const cast = await platform.ask(castVote, { ballot, credential, key, seq, choice, nonce: nonceOf(`${name} ${seq}`) });
  return isRefusal(cast) ? cast.refused : `seq ${cast.seq}`;
}

export function nonceOf(text: string): string {
  return sha256Hex(new TextEncoder().encode(text));
}
