import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, put, type TaskDraft, unchanged, type Write } from "@teilhabe/platform/rule";
import { writerDocument } from "./documents.ts";

/** Who has written something here, with the name shown now; or who is forgotten and may write no more. */
export type Writer = { readonly stage: "known"; readonly name?: string } | { readonly stage: "forgotten" };

/** Asks `people` for the name that a writer shows. */
export const LEARN_NAME = "learn-name";

export function learnName(person: Id, asked: Asked): TaskDraft {
  return { kind: LEARN_NAME, id: `${LEARN_NAME}/${person}`, key: `${LEARN_NAME}/${person}`, dueAtMs: asked.atMs, data: { person } };
}

/** A token outlives the erasure of its person by some minutes. */
export function goneFault(writer: Loaded<Writer> | undefined): Refusal | undefined {
  if (writer?.state.stage !== "forgotten") return undefined;
  return refuse("person-erased", "Your data has been erased. Sign in again to begin anew.");
}

/** The commit of whatever a person does fails when the person is being forgotten at the same moment. */
export function stillThere(person: Id): Write {
  return unchanged(writerDocument, person);
}

/** Of a person who writes: known from now on. */
export function asWriter(writer: Loaded<Writer> | undefined, person: Id, asked: Asked): { readonly writes: Write[]; readonly tasks: TaskDraft[] } {
  if (writer !== undefined) return { writes: [stillThere(person)], tasks: [] };
  return { writes: [put(writerDocument, person, { stage: "known" })], tasks: [learnName(person, asked)] };
}
