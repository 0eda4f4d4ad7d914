import type { Refusal } from "@teilhabe/contracts/refusal";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Desk } from "@teilhabe/platform/decide";
import type { ModuleContext, TaskHandler } from "@teilhabe/platform/module";
import type { Asked, Loaded, Outcome } from "@teilhabe/platform/rule";
import type { Admission } from "../domain/admission.ts";
import type { Ballot } from "../domain/ballot.ts";
import { admissionKind, ballotKind } from "../domain/documents.ts";
import type { VotingQueries } from "../queries/voting-queries.ts";

export type Context = ModuleContext<VotingQueries>;
export type OnBallot = { readonly ballot: string };
type InStage<Stage extends Ballot["stage"]> = Loaded<Extract<Ballot, { stage: Stage }>>;

/** Handles a task while the ballot is in this stage; in any other there is nothing left to do. */
export function whileIn<Stage extends Ballot["stage"]>(
  stage: Stage,
  handle: (desk: Desk, ballot: InStage<Stage>, asked: Asked) => Promise<Outcome<unknown> | undefined>,
): TaskHandler<OnBallot> {
  return async (desk, { ballot: id }, asked) => {
    const ballot = await desk.load(ballotKind, id);
    return ballot?.state.stage === stage ? handle(desk, ballot as InStage<Stage>, asked) : undefined;
  };
}

export async function admissionOf(desk: Desk, ballot: string): Promise<Admission | undefined> {
  return (await desk.load(admissionKind, ballot))?.state;
}

/** What another module answered; its "no" is a bug here, so that the task is tried again and at last seen by an operator. */
export function answered<Answer>(answer: Answer | Refusal, what: string): Answer {
  if (isRefusal(answer)) throw new Error(`${what}: ${answer.refused}`);
  return answer;
}
