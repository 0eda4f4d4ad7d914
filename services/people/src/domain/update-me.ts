import { factOf } from "@teilhabe/contracts/event";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { PersonRenamed } from "@teilhabe/contracts/people/events";
import type { updateMe as operation } from "@teilhabe/contracts/people/operations";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { personDocument } from "./documents.ts";
import { type ActivePerson, goneRefusal, isActive, type Person } from "./person.ts";

type Change = InputOf<typeof operation>;

/** What is absent stays; null takes away. */
export function updateMe(me: Loaded<Person> | undefined, change: Change): Refusal | Outcome<OutputOf<typeof operation>> {
  if (!isActive(me)) return goneRefusal();
  const { name: oldName, language: oldLanguage, ...rest } = me.state;
  const name = change.name === undefined ? oldName : (change.name ?? undefined);
  const language = change.language === undefined ? oldLanguage : (change.language ?? undefined);
  if (name === oldName && language === oldLanguage) return { answer: { person: me.id, version: me.version } };

  const person: ActivePerson = { ...rest, ...(name !== undefined && { name }), ...(language !== undefined && { language }) };
  return {
    writes: [put(personDocument, me.id, person)],
    facts: [factOf(PersonRenamed, { person: me.id })],
    answer: { person: me.id, version: me.version + 1 },
  };
}
