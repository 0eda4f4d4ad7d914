import { z } from "zod";
import { BatchId, DistrictCode, PAPERS_MAX, PaperOrigin } from "../ballot-box/shapes.ts";
import { defineOperation } from "../operation.ts";
import { text } from "../shapes.ts";
import { Choice } from "./choice.ts";
import { BALLOT_EXAMPLE, BallotId, DISTRICTS_MAX } from "./shapes.ts";

/** Voting on paper, and with an officer's help: persons are claimed first, then papers are entered, by two officers independently. */

const officers = { grants: ["staff", "ballot-officer"] } as const;
const ballot = BallotId;
/** Batches of one ballot. */
export const BATCHES_MAX = 1_000;

export const claimForPerson = defineOperation({
  name: "voting.claim-for-person",
  summary: "Note that somebody takes part on paper or with an officer's help",
  description:
    "Done before the paper is handed out: a person takes part once, on one channel. `identification` is what the roll finds people by (an id of a person, an e-mail " +
    "address, a code from the letter); without a roll, the id of a person, whom the officer has checked against the ballot's conditions. Repeating it changes nothing.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/claims", status: 201, idempotent: true },
  input: z.object({
    ballot,
    channel: PaperOrigin,
    identification: text(256, "anna@example.org"),
    /** Needed where the ballot is for some districts only and the roll does not say in which the person lives. */
    district: DistrictCode.optional(),
  }),
  output: z.object({ ballot, channel: PaperOrigin, district: z.string() }),
  refusals: {
    "ballot-not-found": 404,
    "not-open-yet": 409,
    "ballot-closed": 409,
    "not-on-the-roll": 403,
    "district-not-included": 403,
    "already-claimed": 409,
    "claimed-on-another-channel": 409,
  },
  examples: [{ ballot: BALLOT_EXAMPLE, channel: "paper", identification: "0198c5a0-0000-7000-8000-0000000000d1" }],
});

export const enterPapers = defineOperation({
  name: "voting.enter-papers",
  summary: "Enter a batch of papers",
  description:
    "Each batch is entered twice, by two officers who do not see each other's entry. The first entry waits, and its officer may correct it; the second must be the same, and then the " +
    "batch goes into the ballot box with its origin, for good. Papers that cannot be read or break the rules are counted as `invalid`. There are never more papers than " +
    "persons claimed for the channel and district, and the box is sealed only once there are as many.",
  access: officers,
  http: { method: "PUT", path: "/ballots/{ballot}/paper-batches/{batch}" },
  input: z.object({
    ballot,
    batch: BatchId,
    origin: PaperOrigin,
    district: DistrictCode.default("all"),
    invalid: z.int().min(0).max(PAPERS_MAX).default(0),
    papers: z.array(Choice).max(PAPERS_MAX),
  }),
  output: z.object({ ballot, batch: z.string(), stage: z.enum(["entered-once", "confirmed"]), papers: z.int(), invalid: z.int() }),
  refusals: {
    "ballot-not-found": 404,
    "not-open-yet": 409,
    "ballot-closed": 409,
    "choice-invalid": 422,
    "batch-too-long": 422,
    "papers-differ": 409,
    "batch-confirmed": 409,
    "more-papers-than-claims": 409,
    "too-many-batches": 409,
  },
  examples: [{ ballot: BALLOT_EXAMPLE, batch: "nord-1", origin: "paper", district: "all", invalid: 0, papers: [{ options: ["park"] }] }],
});

export const readPaper = defineOperation({
  name: "voting.read-paper",
  summary: "How far the papers of a ballot are entered",
  description:
    "By channel and district: persons claimed, and papers that two officers have entered. A ballot whose voting is over waits until they are equal.",
  access: officers,
  http: { method: "GET", path: "/ballots/{ballot}/paper-batches" },
  input: z.object({ ballot }),
  output: z.object({
    sums: z.array(z.object({ origin: PaperOrigin, district: z.string(), claimed: z.int(), entered: z.int() })).max(2 * DISTRICTS_MAX),
    batches: z
      .array(
        z.object({
          batch: z.string(),
          origin: PaperOrigin,
          district: z.string(),
          stage: z.enum(["entered-once", "confirmed"]),
          papers: z.int(),
          invalid: z.int(),
        }),
      )
      .max(BATCHES_MAX),
  }),
  refusals: { "ballot-not-found": 404 },
  examples: [{ ballot: BALLOT_EXAMPLE }],
});
