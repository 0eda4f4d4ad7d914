import type { Refusal } from "@teilhabe/contracts/refusal";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { Definition } from "@teilhabe/contracts/voting/definition";
import type { Desk } from "@teilhabe/platform/decide";
import type { ModuleContext, TaskHandler } from "@teilhabe/platform/module";
import type { Asked, Loaded, Outcome } from "@teilhabe/platform/rule";
import { fromHex } from "@teilhabe/proofs/bytes";
import { parseVerifierKey } from "@teilhabe/proofs/note";
import { newNoteKeys, openSigner, type Signer } from "@teilhabe/proofs/note-keys";
import type { Admission } from "../domain/admission.ts";
import type { Ballot } from "../domain/ballot.ts";
import { admissionKind, authorityKind, ballotKind, definitionKind } from "../domain/documents.ts";
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

/** Signs what voting publishes of a ballot. */
export async function authorityOf(desk: Desk, ballot: string): Promise<Signer> {
  const authority = (await desk.load(authorityKind, ballot))?.state;
  if (authority === undefined) throw new Error(`the authority key of ballot ${ballot} is gone`);
  const { keyName } = parseVerifierKey(authority.authorityKey);
  return openSigner(newNoteKeys(keyName, fromHex(authority.seed)).signerKey);
}

/** As it was hashed at opening. */
export async function definitionTextOf(desk: Desk, ballot: string): Promise<string> {
  const definition = await desk.load(definitionKind, ballot);
  if (definition === undefined) throw new Error(`the definition of ballot ${ballot} is gone`);
  return definition.state.text;
}

export async function definitionOf(desk: Desk, ballot: string): Promise<Definition> {
  return Definition.parse(JSON.parse(await definitionTextOf(desk, ballot)));
}

/** What another module answered; its "no" is a bug here, so that the task is tried again and at last seen by an operator. */
export function answered<Answer>(answer: Answer | Refusal, what: string): Answer {
  if (isRefusal(answer)) throw new Error(`${what}: ${answer.refused}`);
  return answer;
}
