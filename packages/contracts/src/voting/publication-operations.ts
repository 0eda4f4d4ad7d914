import { z } from "zod";
import { Receipt } from "../ballot-box/shapes.ts";
import { defineOperation } from "../operation.ts";
import { Instant } from "../shapes.ts";
import { BALLOT_EXAMPLE, BallotId, Secrecy, Sha256 } from "./shapes.ts";

/** The published ballot (docs/ballot-format.md): its documents come from here, its log and its votes from the box, under `…/log/`. */

const ballot = BallotId;
const examples = [{ ballot: BALLOT_EXAMPLE }];

/** Longest part of a document, in UTF-16 code units. */
export const PART_CHARACTERS_MAX = 64 * 1024;
export const PARTS_MAX = 100_000;

/** Files of the folder that voting keeps. */
export const PublishedDocument = z.enum([
  "README.txt",
  "definition.json",
  "issued.jsonl",
  "issued.note",
  "manifest.json",
  "manifest.note",
  "result.json",
  "result.note",
  "roll.json",
  "roll.note",
]);
export type PublishedDocument = z.infer<typeof PublishedDocument>;

export const readPublication = defineOperation({
  name: "voting.read-publication",
  summary: "What is published of a ballot for checking it",
  description:
    "The list of those who got a credential and the figures of the roll are there, signed, before a vote is opened; all documents once `published` says so. " +
    "`teilhabe export ballot` puts the whole folder together, and `teilhabe verify` checks it.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/publication" },
  input: z.object({ ballot }),
  output: z.object({
    ballot,
    /** The manifest is signed: everything is there. */
    published: z.boolean(),
    documents: z.array(z.object({ path: PublishedDocument, size: z.int(), sha256: Sha256, parts: z.int() })),
  }),
  refusals: { "ballot-not-found": 404, "not-published-yet": 404 },
  examples,
});

export const readPublishedDocument = defineOperation({
  name: "voting.read-published-document",
  summary: "A document of a published ballot, or one part of it",
  description: "Byte for byte as it was signed. A long one comes in parts, as many as `GET …/publication` says, to be put one after the other.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/publication/{document}", gives: ["text/plain"] },
  input: z.object({
    ballot,
    document: PublishedDocument,
    part: z
      .int()
      .min(0)
      .max(PARTS_MAX - 1)
      .default(0),
  }),
  output: z.object({ mediaType: z.string(), text: z.string() }),
  refusals: { "ballot-not-found": 404, "not-published-yet": 404, "part-not-found": 404 },
  examples: [{ ballot: BALLOT_EXAMPLE, document: "manifest.json" }],
});

const Section = z.object({ heading: z.string(), paragraphs: z.array(z.string()) });

/** Incidents shown with a ballot; more are in the log. */
export const INCIDENTS_MAX = 100;

const Incident = z.object({ at: Instant, incident: z.string(), text: z.string() });

export const reportBrokenPromise = defineOperation({
  name: "voting.report-broken-promise",
  summary: "Show a receipt whose vote is not in the log",
  description:
    "A receipt is the box's signed promise that a vote is in the log by a stated time. Once that time is over, the platform looks for its leaf in the whole log; when it is not there, the " +
    "promise is broken, and that is published with the ballot (`GET …/security`), for good. Anybody can do the same check: `teilhabe verify DIR --receipt FILE`.",
  access: "anyone",
  http: { method: "POST", path: "/ballots/{ballot}/broken-promises", status: 201, idempotent: true },
  input: z.object({ ballot, receipt: Receipt }),
  output: z.object({ ballot, incident: Incident }),
  refusals: {
    "ballot-not-found": 404,
    "receipt-of-another-ballot": 422,
    "receipt-forged": 422,
    "promise-not-due": 409,
    "promise-kept": 409,
    "reports-busy": 503,
  },
  examples: [
    {
      ballot: BALLOT_EXAMPLE,
      receipt: {
        ballotId: BALLOT_EXAMPLE,
        definitionHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        leafHash: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        includeBy: "2026-12-14T19:00:00.000Z",
        signature: "ab".repeat(64),
      },
    },
  ],
});

export const readSecurity = defineOperation({
  name: "voting.read-security",
  summary: "What is promised about a ballot's votes, what is not, and what went wrong",
  description:
    "In German, in plain German (Leichte Sprache) and in English. `incidents`: restores from a backup, from the box's log, then receipts without a vote.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/security" },
  input: z.object({ ballot }),
  output: z.object({
    ballot,
    secrecy: Secrecy,
    texts: z.object({ de: z.array(Section), "de-x-leicht": z.array(Section), en: z.array(Section) }),
    incidents: z.array(Incident).max(INCIDENTS_MAX),
  }),
  refusals: { "ballot-not-found": 404 },
  examples,
});
