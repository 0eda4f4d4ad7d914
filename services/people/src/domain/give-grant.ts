import { factOf } from "@teilhabe/contracts/event";
import { GrantsChanged } from "@teilhabe/contracts/people/events";
import { GRANTS_MAX } from "@teilhabe/contracts/people/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { grantDocument, personDocument } from "./documents.ts";
import { grantId, isActive, type Person, unknownRefusal } from "./person.ts";

type Input = { readonly grant: string; readonly reason: string };

/** Given again, nothing changes. */
export function giveGrant(person: Loaded<Person> | undefined, { grant, reason }: Input, asked: Asked): Refusal | Outcome<Record<string, never>> {
  if (!isActive(person) || asked.by === undefined) return unknownRefusal();
  if (person.state.grants.includes(grant)) return { answer: {} };
  if (person.state.grants.length >= GRANTS_MAX)
    return refuse("too-many-grants", `A person holds at most ${GRANTS_MAX} grants. Withdraw one first, or give a general one.`);

  const given = { person: person.id, grant, givenBy: asked.by, givenAt: asked.at, reason };
  return {
    writes: [
      put(personDocument, person.id, { ...person.state, grants: [...person.state.grants, grant] }),
      put(grantDocument, grantId(person.id, grant), given),
    ],
    facts: [factOf(GrantsChanged, { person: person.id })],
    answer: {},
  };
}
