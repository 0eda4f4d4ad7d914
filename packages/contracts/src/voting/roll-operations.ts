import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { rollExample } from "./examples.ts";
import { BALLOT_EXAMPLE, BallotId, ROLL_PAGE_MAX } from "./shapes.ts";

const officers = { grants: ["staff", "ballot-officer"] } as const;
const ballot = BallotId;
const example = { ballot: BALLOT_EXAMPLE };

export const importRoll = defineOperation({
  name: "voting.import-roll",
  summary: "Add a page of the roll, as CSV",
  description:
    "UTF-8, a header line, comma or semicolon. One column is named as the ballot's `roll` says (`person`, `email` or `code`), `district` may follow; " +
    "any other column is refused, so that nothing is sent that is not needed. Whoever is on the roll already stays once. A page with a fault is refused " +
    "whole, with the line of each fault. Send a big roll in pages of at most 400 kB, in any order, as often as you like.",
  access: officers,
  http: { method: "POST", path: "/ballots/{ballot}/roll", takes: { types: ["text/csv"], field: "csv", encoding: "text" } },
  input: z.object({ ballot, csv: z.string().min(1).max(ROLL_PAGE_MAX) }),
  /** `added`: new ones of this page; `known`: were there before. */
  output: z.object({ added: z.int(), known: z.int() }),
  refusals: { "ballot-not-found": 404, "roll-not-used": 409, "roll-frozen": 409, "roll-damaged": 422 },
  examples: [{ ...example, csv: rollExample }],
});

export const readRoll = defineOperation({
  name: "voting.read-roll",
  summary: "How many are on the roll, in all and by district",
  description: "Who is on it cannot be read: the roll is kept as keyed hashes.",
  access: officers,
  http: { method: "GET", path: "/ballots/{ballot}/roll" },
  input: z.object({ ballot }),
  output: z.object({ size: z.int(), districts: z.array(z.object({ district: z.string(), size: z.int() })) }),
  refusals: { "ballot-not-found": 404 },
});

export const clearRoll = defineOperation({
  name: "voting.clear-roll",
  summary: "Empty the roll of a draft",
  access: officers,
  http: { method: "DELETE", path: "/ballots/{ballot}/roll", status: 204 },
  input: z.object({ ballot }),
  output: z.object({}),
  refusals: { "ballot-not-found": 404, "roll-frozen": 409 },
});
