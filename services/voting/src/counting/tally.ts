import { Choice } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import { type CountRequest, count } from "@teilhabe/counting/methods";
import type { Outcome } from "@teilhabe/counting/outcome";
import { electionOf } from "../domain/election.ts";
import { thawedMethod } from "../domain/freeze.ts";
import { type VoteGroups, voteGroups } from "../domain/group-votes.ts";

/** What is counted by; plain data, so that it may travel to another thread. */
export type CountJob = { readonly definition: Definition; readonly withdrawn: readonly string[]; readonly seed: string | undefined };

export type Counted = { readonly votes: number; readonly outcome: Outcome };

/** Takes votes page by page, then counts them once. */
export type Tally = {
  /** @param choices canonical JSON as the box opened them */
  add(choices: readonly string[]): Promise<void>;
  finish(): Promise<Counted>;
  /** Gives up; after `finish` it does nothing. */
  stop(): Promise<void>;
};

/** Counts on this thread. */
export function tallyHere(job: CountJob): Tally {
  const votes = voteGroups(job.definition);
  return {
    async add(choices) {
      for (const choice of choices) votes.add(Choice.parse(JSON.parse(choice)));
    },
    finish: async () => ({ votes: votes.size, outcome: count(requestOf(job, votes)) }),
    stop: async () => undefined,
  };
}

function requestOf({ definition, withdrawn, seed }: CountJob, votes: VoteGroups): CountRequest {
  const { method, parameters } = thawedMethod(definition);
  const { rules } = definition.ties;
  return {
    election: electionOf(definition, votes.ballots(), withdrawn),
    method: method.id,
    parameters,
    ties: { ballot: definition.ballot, rules, ...(seed !== undefined && { seed }) },
    explain: true,
  };
}
