import { readNames } from "@teilhabe/contracts/people/operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Desk } from "@teilhabe/platform/decide";
import type { Ask, TaskHandler } from "@teilhabe/platform/module";
import { type Outcome, put } from "@teilhabe/platform/rule";
import { writerDocument } from "../domain/documents.ts";
import { given } from "../domain/optional.ts";

/** Asks for the name that a person shows now; only of who wrote something here. */
export async function learnNameOf(desk: Desk, ask: Ask, person: Id): Promise<Outcome<undefined> | undefined> {
  const writer = await desk.load(writerDocument, person);
  if (writer?.state.stage !== "known") return undefined;
  const answer = await ask(readNames, { people: [person] });
  if (isRefusal(answer)) throw new Error(`people refused to say a name: ${answer.refused}`);
  const name = answer.people.find((one) => one.person === person)?.name;
  if (name === writer.state.name) return undefined;
  return { writes: [put(writerDocument, person, { stage: "known", ...given({ name }) })], answer: undefined };
}

export function learnNameTask(ask: Ask): TaskHandler<{ person: Id }> {
  return (desk, { person }) => learnNameOf(desk, ask, person);
}
