import type { Act } from "@teilhabe/contracts/people/shapes";
import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Erasure } from "./erasure.ts";
import type { GivenGrant, Login, Person } from "./person.ts";

/** Its id is made of issuer and subject. */
export const loginDocument: DocumentKind<Login> = { name: "login", schema: 1 };

export const personDocument: DocumentKind<Person> = { name: "person", schema: 1 };

/** What was given; `person.grants` holds the same names, for every login reads them. */
export const grantDocument: DocumentKind<GivenGrant> = {
  name: "given-grant",
  schema: 1,
  fields: { scalars: ["person", "named"], of: ({ person, grant }) => ({ person, named: grant }) },
  indexes: [
    ["person", "id"],
    ["named", "id"],
  ],
};

export const erasureDocument: DocumentKind<Erasure> = {
  name: "erasure",
  schema: 1,
  fields: { scalars: ["stage", "requestedAt"], of: ({ stage, requestedAt }) => ({ stage, requestedAt }) },
  indexes: [
    ["requestedAt", "id"],
    ["stage", "requestedAt", "id"],
  ],
};

export type RecordedAct = Omit<Act, "id" | "name">;

export const actDocument: DocumentKind<RecordedAct> = {
  name: "act",
  schema: 1,
  fields: {
    scalars: ["at", "person", "service", "operation"],
    lists: ["objects"],
    of: ({ at, person, service, operation, object }) => ({ at, person, service, operation, objects: Object.values(object) }),
  },
  indexes: [
    ["at", "id"],
    ["person", "at", "id"],
    ["service", "at", "id"],
    ["operation", "at", "id"],
  ],
};

export const documents: readonly DocumentKind<unknown>[] = [loginDocument, personDocument, grantDocument, erasureDocument, actDocument];
