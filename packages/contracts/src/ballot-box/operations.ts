import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import { Instant } from "../shapes.ts";
import { Choice, OptionId } from "../voting/choice.ts";
import { DEFINITION_BYTES_MAX } from "../voting/definition.ts";
import { AMENDMENTS_MAX, Amendment, BALLOT_EXAMPLE, BallotId, Sha256 } from "../voting/shapes.ts";
import { CheckpointNote, Nonce, OPENINGS_MAX, Opening, Receipt, Seq, VoterKey, WITHDRAWN_MAX } from "./shapes.ts";

const ballot = BallotId;
/** An RSA signature with 4096 bits in base64url has 683. */
const CREDENTIAL_CHARACTERS_MAX = 700;

export const castVote = defineOperation({
  name: "ballot-box.cast-vote",
  summary: "Put a vote into the box",
  description:
    "The credential admits, nobody signs in. In a secret ballot it is the unblinded RSA signature on the voter's own key (base64url), and `signature` is that key's " +
    "Ed25519 signature on the vote (docs/ballot-format.md, section 4). The vote is durable before the answer, and the receipt promises that it will be in the public log. The same vote " +
    "again gets the same answer. A vote with a higher `seq` replaces the one before, until closing; a `seq` that is not higher is refused, with the " +
    "current one in `facts.seq`.",
  access: "anyone",
  http: { method: "POST", path: "/ballots/{ballot}/votes", status: 201, idempotent: true, anonymous: true },
  input: z.object({
    ballot,
    credential: z.string().min(1).max(CREDENTIAL_CHARACTERS_MAX),
    key: VoterKey,
    seq: Seq,
    choice: Choice,
    nonce: Nonce,
    signature: z
      .string()
      .regex(/^[0-9a-f]{128}$/)
      .optional(),
  }),
  output: z.object({ ballot, key: z.string(), seq: z.int(), receipt: Receipt }),
  refusals: {
    "ballot-not-open": 404,
    "ballot-closed": 409,
    "credential-refused": 403,
    "credential-expired": 403,
    "signature-refused": 403,
    "choice-invalid": 422,
    "seq-stale": 409,
    "box-busy": 503,
    "box-closing": 503,
    "log-halted": 503,
  },
  examples: [
    {
      ballot: BALLOT_EXAMPLE,
      credential: "eyJkZWZpbml0aW9uSGFzaCI6IuKApiJ9.c2lnbmF0dXJl",
      key: "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
      seq: 1,
      choice: { options: ["park", "trees"] },
      nonce: "dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986",
    },
  ],
});

export const readTurnout = defineOperation({
  name: "ballot-box.read-turnout",
  summary: "How many have voted",
  description: "Never how.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/turnout" },
  input: z.object({ ballot }),
  output: z.object({ ballot, voters: z.int(), sealed: z.boolean() }),
  refusals: { "ballot-not-open": 404 },
});

export const prepareBox = defineOperation({
  name: "ballot-box.prepare-box",
  summary: "Make a box with a log key of its own, before the rules are frozen",
  description: "For voting only. A repetition gives the same key.",
  access: "service",
  input: z.object({ ballot }),
  output: z.object({ logKey: z.string() }),
  refusals: {},
});

export const openBox = defineOperation({
  name: "ballot-box.open-box",
  summary: "Open the box: answered once definition and keys are stored",
  description: "For voting only. A repetition with the same definition changes nothing.",
  access: "service",
  input: z.object({ ballot, definition: z.string().max(DEFINITION_BYTES_MAX), definitionHash: Sha256 }),
  output: z.object({}),
  refusals: { "box-not-prepared": 404, "definition-damaged": 422, "another-definition": 409 },
});

export const amendBox = defineOperation({
  name: "ballot-box.amend-box",
  summary: "Tell the box what an amendment changed",
  description: "For voting only. Every amendment becomes an entry of the log. An older list than the one known changes nothing.",
  access: "service",
  input: z.object({
    ballot,
    /** All so far, the oldest first. */
    amendments: z.array(Amendment).min(1).max(AMENDMENTS_MAX),
    closesAt: Instant,
    withdrawn: z.array(OptionId).max(WITHDRAWN_MAX),
  }),
  output: z.object({}),
  refusals: { "ballot-not-open": 404 },
});

export const sealBox = defineOperation({
  name: "ballot-box.seal-box",
  summary: "Seal the box: nothing is accepted after the answer",
  description:
    "For voting only. The last checkpoint covers every vote that got a receipt. A repetition gives the same answer. A box that was never opened is sealed empty, " +
    "without a log.",
  access: "service",
  input: z.object({ ballot, amendments: z.array(Amendment).max(AMENDMENTS_MAX).default([]) }),
  output: z.object({ votes: z.int(), voters: z.int(), checkpoint: CheckpointNote.optional() }),
  refusals: { "log-halted": 503 },
});

export const listOpenings = defineOperation({
  name: "ballot-box.list-openings",
  summary: "All votes of a sealed box with their places in the log, sorted by key and seq",
  description: "For voting only. Also votes that were replaced: of each key the highest seq counts.",
  access: "service",
  input: z.object({ ballot, after: z.string().max(200).optional() }),
  output: z.object({ openings: z.array(Opening).max(OPENINGS_MAX), next: z.string().optional() }),
  refusals: { "box-not-sealed": 409 },
});

export const readPersonData = readPersonDataOperation("ballot-box");
