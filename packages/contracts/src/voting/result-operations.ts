import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Id, Instant, pageOf, pageRequest } from "../shapes.ts";
import { OptionId } from "./choice.ts";
import { BallotId } from "./shapes.ts";

const ballot = BallotId;

const Lot = z.object({
  purpose: z.string(),
  tied: z.array(OptionId),
  drawn: OptionId,
  by: z.string(),
  times: z.int(),
});

export const readResult = defineOperation({
  name: "voting.read-result",
  summary: "The result, with everything that made it",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/result" },
  input: z.object({ ballot }),
  output: z.object({
    ballot,
    version: z.int(),
    definitionHash: z.string(),
    publishedAt: Instant,
    method: z.string(),
    methodVersion: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    /** Votes counted: the last one of each voter. */
    votes: z.int(),
    /** In the order in which the rule elects. */
    winners: z.array(z.object({ option: OptionId, title: z.string(), idea: Id.optional() })),
    /** Votes, points or first preferences by option. */
    tally: z.array(z.object({ option: OptionId, tally: z.number() })),
    withdrawn: z.array(OptionId),
    /** In units of the currency. */
    spent: z.number().optional(),
    currency: z.string().optional(),
    quota: z.string().optional(),
    endowment: z.number().optional(),
    runs: z.int().optional(),
    exactComparisons: z.int().optional(),
    /** Every tie that the method left open, and how it was broken. */
    lots: z.array(Lot),
    seed: z.string().optional(),
    notes: z.array(z.string()),
    /** How many rounds `GET …/result/rounds` has. */
    rounds: z.int(),
  }),
  refusals: { "ballot-not-found": 404, "no-result-yet": 404, "ballot-aborted": 410 },
});

export const listRounds = defineOperation({
  name: "voting.list-rounds",
  summary: "How the result came about, round by round",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/result/rounds" },
  input: z.object({ ballot, ...pageRequest }),
  output: pageOf(z.looseObject({ kind: z.string() })),
  refusals: { "ballot-not-found": 404, "no-result-yet": 404, "ballot-aborted": 410 },
});

export const readExplanation = defineOperation({
  name: "voting.read-explanation",
  summary: "The result in words",
  description: "In German, in plain German (Leichte Sprache) and in English.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/result/explanation" },
  input: z.object({ ballot, language: z.enum(["de", "de-x-leicht", "en"]).default("de") }),
  output: z.object({ ballot, language: z.string(), lines: z.array(z.string()), more: z.boolean() }),
  refusals: { "ballot-not-found": 404, "no-result-yet": 404, "ballot-aborted": 410 },
});
