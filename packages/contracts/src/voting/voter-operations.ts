import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Code, Id, Instant, pageOf, pageRequest, text } from "../shapes.ts";
import { BALLOT_EXAMPLE, Ballot, BallotId, BallotSummary, Channel, Stage } from "./shapes.ts";

const ballot = BallotId;
const example = { ballot: BALLOT_EXAMPLE };

/** As many bytes as the issuer's key has, 256 to 512, in base64url without padding. */
const Blinded = z.string().regex(/^[A-Za-z0-9_-]{342,683}$/);

const notEligible = {
  "assurance-too-low": 403,
  "age-unknown": 403,
  "too-young": 403,
  "too-old": 403,
  "district-not-included": 403,
  "email-unknown": 403,
  "not-on-the-roll": 403,
  "already-claimed": 409,
  "code-needed": 422,
} as const;

const notIssued = {
  ...notEligible,
  "ballot-not-found": 404,
  "not-open-yet": 409,
  "ballot-closed": 409,
  "claimed-on-another-channel": 409,
  "credential-of-another-kind": 409,
} as const;

/** From the letter, where the roll is one of codes. */
const code = text(64, "ABCD-1234").optional();

export const issueCredential = defineOperation({
  name: "voting.issue-credential",
  summary: "Get the right to vote in an open or confidential ballot",
  description:
    "The roll is checked once, durably: a person takes part in one ballot once, on one channel. The credential admits votes for ten minutes; ask again for " +
    "another. A repetition within a minute gets the same one; a later one is told to the person. Keep it out of URLs and logs, and do not store it.",
  access: "person",
  http: { method: "POST", path: "/ballots/{ballot}/credentials", status: 201 },
  input: z.object({ ballot, code }),
  output: z.object({
    ballot,
    definitionHash: z.string(),
    /** Under this key the box keeps the votes. */
    key: z.string(),
    credential: z.string(),
    expiresAt: Instant,
  }),
  refusals: notIssued,
  examples: [example],
});

export const issueBlindCredential = defineOperation({
  name: "voting.issue-blind-credential",
  summary: "Get the right to vote in a secret ballot",
  description:
    "The roll is checked once, durably, as for other ballots. The voter's device makes a key, blinds it (RFC 9474, RSABSSA-SHA384-PSS-Deterministic), and sends " +
    "`blinded`; unblinded, the signature is a credential that nobody can connect with the person, and holds as long as the ballot is open. The same `blinded` " +
    "again gets the same signature; another one is refused, for a person votes once. Keep the voter's secret: without it the vote can be neither cast nor changed.",
  access: "person",
  http: { method: "POST", path: "/ballots/{ballot}/blind-credentials", status: 201, idempotent: true },
  input: z.object({ ballot, blinded: Blinded, code }),
  output: z.object({
    ballot,
    definitionHash: z.string(),
    /** RSA by the definition's `issuerKey` on `blinded`, as long as it, in base64url. */
    blindSignature: z.string(),
  }),
  refusals: { ...notIssued, "blinded-malformed": 422, "credential-already-issued": 409 },
  examples: [{ ...example, blinded: "AQ".padEnd(342, "A") }],
});

export const readMyRight = defineOperation({
  name: "voting.read-my-right",
  summary: "May I vote here, and did I get a credential?",
  access: "person",
  http: { method: "GET", path: "/ballots/{ballot}/right" },
  input: z.object({ ballot }),
  output: z.object({
    mayVote: z.boolean(),
    /** Why not: a code that asking for a credential would be refused with. */
    because: z.string().optional(),
    claimed: z.boolean(),
    channel: Channel.optional(),
  }),
  refusals: { "ballot-not-found": 404 },
});

export const listBallots = defineOperation({
  name: "voting.list-ballots",
  summary: "Ballots, those that open last first",
  description: "Drafts are listed for those who may edit them, and only with `stage=draft`.",
  access: "anyone",
  http: { method: "GET", path: "/ballots" },
  input: z.object({ consultation: Id.optional(), stage: Stage.optional(), ...pageRequest }),
  output: pageOf(BallotSummary),
  refusals: {},
  examples: [{}, { stage: "open" }],
});

export const readBallot = defineOperation({
  name: "voting.read-ballot",
  summary: "One ballot: what is asked, how it is counted, who may vote",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}" },
  input: z.object({ ballot }),
  output: Ballot,
  refusals: { "ballot-not-found": 404 },
});

export const readDefinition = defineOperation({
  name: "voting.read-definition",
  summary: "The frozen rules, byte for byte as they were hashed",
  description: "Canonical JSON (RFC 8785); the SHA-256 of these bytes is the ballot's `definitionHash`.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/definition", gives: ["application/json"], cacheSeconds: 3_600 },
  input: z.object({ ballot }),
  output: z.object({ mediaType: z.string(), text: z.string() }),
  refusals: { "ballot-not-found": 404, "not-frozen-yet": 404 },
});

const Section = z.object({ heading: z.string(), paragraphs: z.array(z.string()) });

export const readRules = defineOperation({
  name: "voting.read-rules",
  summary: "The rules of a ballot, for those who vote",
  description: "In German, in plain German (Leichte Sprache) and in English.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/rules" },
  input: z.object({ ballot }),
  output: z.object({ ballot, texts: z.object({ de: z.array(Section), "de-x-leicht": z.array(Section), en: z.array(Section) }) }),
  refusals: { "ballot-not-found": 404 },
});

export const listMethods = defineOperation({
  name: "voting.list-methods",
  summary: "Every method of counting, with its parameters",
  access: "anyone",
  http: { method: "GET", path: "/methods", cacheSeconds: 3_600 },
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Code,
        version: z.string(),
        /** The law, standard or paper that it follows. */
        source: z.string(),
        papers: z.array(z.string()),
        needsBudget: z.boolean(),
        parameters: z.array(z.looseObject({ name: z.string(), kind: z.string(), about: z.string() })),
      }),
    ),
  }),
  refusals: {},
  examples: [{}],
});
