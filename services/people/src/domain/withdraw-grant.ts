import { factOf } from "@teilhabe/contracts/event";
import { GrantsChanged } from "@teilhabe/contracts/people/events";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { type Loaded, type Outcome, put, remove } from "@teilhabe/platform/rule";
import { grantDocument, personDocument } from "./documents.ts";
import { grantId, isActive, type Person, unknownRefusal } from "./person.ts";

/** Withdrawn again, nothing changes. */
export function withdrawGrant(person: Loaded<Person> | undefined, { grant }: { readonly grant: string }): Refusal | Outcome<Record<string, never>> {
  if (!isActive(person)) return unknownRefusal();
  if (!person.state.grants.includes(grant)) return { answer: {} };
  const grants = person.state.grants.filter((held) => held !== grant);
  return {
    writes: [put(personDocument, person.id, { ...person.state, grants }), remove(grantDocument, grantId(person.id, grant))],
    facts: [factOf(GrantsChanged, { person: person.id })],
    answer: {},
  };
}
