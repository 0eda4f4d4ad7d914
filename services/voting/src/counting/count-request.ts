import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { CountRequest } from "@teilhabe/counting/methods";
import { electionOf } from "../domain/election.ts";
import { thawedMethod } from "../domain/freeze.ts";
import type { VoteGroups } from "../domain/group-votes.ts";

/** Everything that the count needs, as data: it may travel to another thread. */
export function countRequest(definition: Definition, votes: VoteGroups, withdrawn: readonly string[], seed: string | undefined): CountRequest {
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
