import { z } from "zod";
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

export const readSecurity = defineOperation({
  name: "voting.read-security",
  summary: "What is promised about a ballot's votes, what is not, and what went wrong",
  description:
    "In German, in plain German (Leichte Sprache) and in English. `incidents` are those of the box's log, the oldest first: a promise that was broken, a restore from " +
    "a backup.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/security" },
  input: z.object({ ballot }),
  output: z.object({
    ballot,
    secrecy: Secrecy,
    texts: z.object({ de: z.array(Section), "de-x-leicht": z.array(Section), en: z.array(Section) }),
    incidents: z.array(z.object({ at: Instant, incident: z.string(), text: z.string() })).max(INCIDENTS_MAX),
  }),
  refusals: { "ballot-not-found": 404 },
  examples,
});
