import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Instant, text } from "../shapes.ts";
import { OptionId } from "./choice.ts";
import { budgetDraft, questionDraft } from "./examples.ts";
import { BALLOT_EXAMPLE, BallotId, Draft, draftFields, Stage } from "./shapes.ts";

const officers = { grants: ["staff", "ballot-officer"] } as const;
const ballot = BallotId;
const example = { ballot: BALLOT_EXAMPLE };
const Reason = text(2_000, "Der Server war am Sonntag nicht erreichbar.");
const changed = z.object({ id: BallotId, version: z.int(), stage: Stage });
const draftRefusals = { "draft-senseless": 422 } as const;

export const draftBallot = defineOperation({
  name: "voting.draft-ballot",
  summary: "Draft a ballot",
  description:
    "Nothing of it is public until its opening is decided. A ballot-officer of a consultation drafts for that consultation only. " +
    "Everything that does not fit together is named at once.",
  access: officers,
  http: { method: "POST", path: "/ballots", status: 201, makes: "/ballots/{id}" },
  input: Draft,
  output: changed,
  refusals: draftRefusals,
  examples: [budgetDraft, questionDraft],
});

export const editBallot = defineOperation({
  name: "voting.edit-ballot",
  summary: "Replace a draft",
  access: officers,
  http: { method: "PUT", path: "/ballots/{ballot}" },
  input: z.object({ ballot, ...draftFields }),
  output: changed,
  refusals: { ...draftRefusals, "ballot-not-found": 404, "not-a-draft": 409, "roll-in-use": 409 },
  examples: [{ ...example, ...questionDraft }],
});

export const discardBallot = defineOperation({
  name: "voting.discard-ballot",
  summary: "Throw a draft away, with its roll",
  access: officers,
  http: { method: "DELETE", path: "/ballots/{ballot}", status: 204 },
  input: z.object({ ballot }),
  output: z.object({}),
  refusals: { "ballot-not-found": 404, "not-a-draft": 409 },
});

export const openBallot = defineOperation({
  name: "voting.open-ballot",
  summary: "Open a ballot, now or at its opening time",
  description:
    "At opening its rules are frozen and named by their hash. Before its opening time it is scheduled, and everybody sees it. Opening is done when " +
    "the ballot's stage is `open`; that takes a moment.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/opening", status: 202 },
  input: z.object({ ballot }),
  output: changed,
  refusals: { ...draftRefusals, "ballot-not-found": 404, "not-a-draft": 409, "closing-time-passed": 422, "roll-empty": 409 },
});

export const withdrawOpening = defineOperation({
  name: "voting.withdraw-opening",
  summary: "Make a scheduled ballot a draft again",
  access: officers,
  http: { method: "DELETE", path: "/ballots/{ballot}/opening" },
  input: z.object({ ballot }),
  output: changed,
  refusals: { "ballot-not-found": 404, "not-scheduled": 409 },
});

export const closeBallot = defineOperation({
  name: "voting.close-ballot",
  summary: "Close a ballot before its time",
  description: "Effective at once, without grace; published as an amendment. The box is then sealed and the votes are counted.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/closing", status: 202 },
  input: z.object({ ballot, reason: Reason }),
  output: changed,
  refusals: { "ballot-not-found": 404, "not-open": 409, "too-many-amendments": 409 },
  examples: [{ ...example, reason: "Alle 24 Mitglieder haben abgestimmt." }],
});

export const extendBallot = defineOperation({
  name: "voting.extend-ballot",
  summary: "Move the closing time of an open ballot to a later one",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/extensions" },
  input: z.object({ ballot, closesAt: Instant, reason: Reason }),
  output: changed,
  refusals: { "ballot-not-found": 404, "not-open": 409, "not-later": 422, "too-many-amendments": 409 },
  examples: [{ ...example, closesAt: "2037-01-01T18:00:00.000Z", reason: "Der Server war am Sonntag nicht erreichbar." }],
});

export const withdrawOption = defineOperation({
  name: "voting.withdraw-option",
  summary: "Take an option out of an open ballot",
  description: "It can no longer win. Votes for it stay valid for the voter's other options, as the frozen definition says.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/withdrawals" },
  input: z.object({ ballot, option: OptionId, reason: Reason }),
  output: changed,
  refusals: {
    "ballot-not-found": 404,
    "not-open": 409,
    "option-not-found": 422,
    "option-withdrawn": 409,
    "last-option": 409,
    "too-many-amendments": 409,
  },
  examples: [{ ...example, option: "trees", reason: "Das Grundstück wurde verkauft." }],
});

export const abortBallot = defineOperation({
  name: "voting.abort-ballot",
  summary: "End a ballot without a result",
  description: "Its box is sealed, its votes are never counted.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/cancellation", status: 202 },
  input: z.object({ ballot, reason: Reason }),
  output: changed,
  refusals: { "ballot-not-found": 404, "not-abortable": 409, "too-many-amendments": 409 },
  examples: [{ ...example, reason: "Ein Projekt stand doppelt auf dem Stimmzettel." }],
});

export const setLotSeed = defineOperation({
  name: "voting.set-lot-seed",
  summary: "Enter the public text from which lots are drawn",
  description: "Once, after the box is sealed, from the source that the definition names. Counting waits for it.",
  access: officers,
  http: { method: "PUT", path: "/ballots/{ballot}/lot-seed" },
  input: z.object({ ballot, seed: text(500, "4 8 15 16 23 42") }),
  output: changed,
  refusals: { "ballot-not-found": 404, "no-seed-awaited": 409 },
  examples: [{ ...example, seed: "4 8 15 16 23 42" }],
});
