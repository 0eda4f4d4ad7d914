import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import type { identify as operation } from "@teilhabe/contracts/people/operations";
import { Grant, ShownName } from "@teilhabe/contracts/people/shapes";
import { Language } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { loginDocument, personDocument } from "./documents.ts";
import type { ActivePerson } from "./person.ts";

type Identified = OutputOf<typeof operation>;
type Token = InputOf<typeof operation>;

/** Who is known already: roles of the token and grants given here. */
export function recognised(id: string, person: ActivePerson, token: Token): Identified {
  const grants = [...new Set([...grantsAmong(token.roles), ...person.grants])];
  return { person: id, grants, ...(person.language !== undefined && { language: person.language }) };
}

/** The first sight of an issuer's subject makes a person with a random id. */
export function identify(login: string, token: Token, asked: Asked): Outcome<Identified> {
  const id = asked.newId();
  const name = ShownName.safeParse(token.name).data;
  const language = Language.safeParse(token.language).data;
  const person: ActivePerson = {
    stage: "active",
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    since: asked.at,
    logins: [login],
    grants: [],
  };
  return { writes: [put(loginDocument, login, { person: id }), put(personDocument, id, person)], answer: recognised(id, person, token) };
}

/** Tokens name roles of other systems too; they mean nothing here. */
function grantsAmong(roles: readonly string[]): string[] {
  return roles.filter((role) => Grant.safeParse(role).success);
}
