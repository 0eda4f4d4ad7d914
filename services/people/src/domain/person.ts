import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import type { Loaded } from "@teilhabe/platform/rule";

export type ActivePerson = {
  readonly stage: "active";
  readonly name?: string;
  readonly language?: string;
  readonly since: Instant;
  /** Ids of the rows that lead from an issuer's subject to this person; deleted at erasure. */
  readonly logins: readonly string[];
  readonly grants: readonly string[];
};

export type Person = ActivePerson | { readonly stage: "erased"; readonly erasure: Id };

/** From an issuer's subject to a person. */
export type Login = { readonly person: Id };

export type GivenGrant = {
  readonly person: Id;
  readonly grant: string;
  readonly givenBy: Id;
  readonly givenAt: Instant;
  readonly reason: string;
};

export function grantId(person: Id, grant: string): string {
  return `${person}/${grant}`;
}

export function isActive(loaded: Loaded<Person> | undefined): loaded is Loaded<ActivePerson> {
  return loaded?.state.stage === "active";
}

/** A token outlives the erasure of its person by some minutes. */
export function goneRefusal(): Refusal {
  return refuse("person-erased", "Your data has been erased. Sign in again to begin anew.");
}

export function unknownRefusal(): Refusal {
  return refuse("person-not-found", "There is no such person. A person's id is what `GET /v1/me` shows to that person.");
}
