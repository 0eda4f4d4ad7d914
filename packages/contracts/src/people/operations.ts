import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import { Id, Instant, Language, LINE_MAX, PersonId, pageOf, pageRequest, text } from "../shapes.ts";
import { Act, Erasure, GRANTS_MAX, Grant, GrantGiven, Me, NAMES_MAX, personExample, ShownName } from "./shapes.ts";

const operators = { grants: ["operator"] } as const;
const Reason = text(1_000, "Is responsible for this consultation since November.");
const Service = z
  .string()
  .regex(/^[a-z][a-z-]{1,30}$/)
  .meta({ examples: ["ideas"] });

export const identify = defineOperation({
  name: "people.identify",
  summary: "Who is it that holds this token?",
  description: "The first sight of an issuer's subject makes a person with a random id; many at once make one person.",
  access: "service",
  input: z.object({
    issuer: z.string().min(1).max(500),
    subject: z.string().min(1).max(255),
    /** Kept as the name shown when the person is new; afterwards the person decides. */
    name: z.string().max(LINE_MAX).optional(),
    language: z.string().max(LINE_MAX).optional(),
    /** From the token; those that are no known grant are dropped. */
    roles: z.array(z.string().max(LINE_MAX)).max(GRANTS_MAX),
  }),
  /** `grants`: the token's roles and what was given here, each once. */
  output: z.object({ person: PersonId, grants: z.array(z.string()), language: z.string().optional() }),
  refusals: {},
});

export const readNames = defineOperation({
  name: "people.read-names",
  summary: "The names shown of these people, and their languages",
  description: "Who is unknown or erased is left out. Keep a name only beside something of that person, and ask again when it was renamed.",
  access: "service",
  input: z.object({ people: z.array(PersonId).max(NAMES_MAX) }),
  output: z.object({ people: z.array(z.object({ person: PersonId, name: z.string().optional(), language: z.string().optional() })) }),
  refusals: {},
});

export const readMe = defineOperation({
  name: "people.read-me",
  summary: "Who am I here?",
  access: "person",
  http: { method: "GET", path: "/me" },
  input: z.object({}),
  output: Me,
  refusals: { "person-erased": 410 },
  examples: [{}],
});

export const updateMe = defineOperation({
  name: "people.update-me",
  summary: "Change the name shown, or the language",
  description: "What is absent stays as it is; null takes it away.",
  access: "person",
  http: { method: "PATCH", path: "/me" },
  input: z.object({ name: ShownName.nullable().optional(), language: Language.nullable().optional() }),
  output: z.object({ person: PersonId, version: z.int() }),
  refusals: { "person-erased": 410 },
  examples: [{ name: "Anna B.", language: "de" }, { name: null }],
});

export const exportMe = defineOperation({
  name: "people.export-me",
  summary: "Everything that the platform keeps of me, service by service",
  description:
    "Usually one page; follow `next` until there is none. A service that does not answer just now is named as such: ask again later. " +
    "Text and data come as JSON, ready to be read by machines (GDPR, articles 15 and 20).",
  access: "person",
  http: { method: "GET", path: "/me/export" },
  input: z.object({ after: pageRequest.after }),
  output: z.object({
    items: z.array(
      z.object({
        service: z.string(),
        data: z.record(z.string(), z.unknown()).optional(),
        /** True: this service did not answer. */
        unanswered: z.literal(true).optional(),
      }),
    ),
    next: z.string().optional(),
  }),
  refusals: { "bad-cursor": 400, "person-erased": 410 },
  examples: [{}],
});

export const requestErasure = defineOperation({
  name: "people.request-erasure",
  summary: "Erase a person: oneself, or as an operator somebody else",
  description:
    "At once the person is unknown here; the next login makes a new one. Every service erases what it keeps and says so. " +
    "Keep the erasure's id: with it, and without a token, one can see how far it has come. Asked again, it is the same erasure.",
  access: "person",
  http: { method: "POST", path: "/erasures", status: 202 },
  input: z.object({
    /** Oneself unless given; somebody else needs the grant `operator` and a reason. */
    person: PersonId.optional(),
    reason: Reason.optional(),
  }),
  output: z.object({ erasure: Id }),
  refusals: { "person-not-found": 404, "reason-needed": 422 },
  examples: [{}, { person: personExample, reason: "Asked for it by letter." }],
});

export const readErasure = defineOperation({
  name: "people.read-erasure",
  summary: "How far an erasure has come, service by service",
  description: "Whoever knows its id may look: the person's own token no longer leads to the erased person. It does not say whose it is.",
  access: "anyone",
  http: { method: "GET", path: "/erasures/{erasure}" },
  input: z.object({ erasure: Id }),
  output: Erasure,
  refusals: { "erasure-not-found": 404 },
});

export const listErasures = defineOperation({
  name: "people.list-erasures",
  summary: "Erasures, newest first",
  access: operators,
  http: { method: "GET", path: "/erasures" },
  input: z.object({ stage: z.enum(["running", "done"]).optional(), ...pageRequest }),
  output: pageOf(Erasure),
  refusals: { "bad-cursor": 400 },
  examples: [{ limit: 20 }, { stage: "running" }],
});

export const giveGrant = defineOperation({
  name: "people.give-grant",
  summary: "Give a person a grant",
  description: "Given again, nothing changes. The person shows its id with `GET /v1/me`.",
  access: operators,
  http: { method: "PUT", path: "/grants/{person}/{grant}", status: 204 },
  input: z.object({ person: PersonId, grant: Grant, reason: Reason }),
  output: z.object({}),
  refusals: { "person-not-found": 404, "too-many-grants": 409 },
  examples: [{ person: personExample, grant: "staff", reason: "New in the department of parks." }],
});

export const withdrawGrant = defineOperation({
  name: "people.withdraw-grant",
  summary: "Take a grant away from a person",
  description: "Withdrawn again, nothing changes. A role that comes with the token is taken away at its issuer.",
  access: operators,
  http: { method: "DELETE", path: "/grants/{person}/{grant}", status: 204 },
  input: z.object({ person: PersonId, grant: Grant, reason: Reason.optional() }),
  output: z.object({}),
  refusals: { "person-not-found": 404 },
  examples: [{ person: personExample, grant: "staff" }],
});

export const listGrants = defineOperation({
  name: "people.list-grants",
  summary: "Who holds which grant, given by whom and why",
  description: "Only grants that were given here; roles that come with a token are known to its issuer.",
  access: operators,
  http: { method: "GET", path: "/grants" },
  input: z.object({ person: PersonId.optional(), grant: Grant.optional(), ...pageRequest }),
  output: pageOf(GrantGiven),
  refusals: { "bad-cursor": 400 },
  examples: [{ limit: 20 }, { grant: "staff" }],
});

export const listActs = defineOperation({
  name: "people.list-acts",
  summary: "What staff did, newest first: who, when, what, why",
  access: operators,
  http: { method: "GET", path: "/audit" },
  input: z.object({
    person: PersonId.optional(),
    service: Service.optional(),
    operation: z
      .string()
      .regex(/^[a-z-]+\.[a-z0-9-]+$/)
      .max(LINE_MAX)
      .optional()
      .meta({ examples: ["ideas.moderate-idea"] }),
    /** An id among what the act was about. */
    object: z.string().min(1).max(LINE_MAX).optional(),
    from: Instant.optional(),
    until: Instant.optional(),
    ...pageRequest,
  }),
  output: pageOf(Act),
  refusals: { "bad-cursor": 400 },
  examples: [{ limit: 20 }, { service: "ideas", from: "2026-11-01T00:00:00.000Z" }],
});

export const readPersonData = readPersonDataOperation("people");
