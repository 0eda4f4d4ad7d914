import { PersonErased } from "@teilhabe/contracts/people/events";
import { on, type Reaction } from "@teilhabe/platform/module";
import { writerDocument } from "../domain/documents.ts";
import { beginForgetting } from "../domain/forget-person.ts";

export const forgetErasedPeople: Reaction = on(PersonErased, "forget-erased-people", async (desk, { person }, asked) => {
  await desk.load(writerDocument, person);
  return beginForgetting(person, asked);
});
