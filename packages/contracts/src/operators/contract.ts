import { z } from "zod";
import { defineContract } from "../contract.ts";
import { defineOperation } from "../operation.ts";
import { Instant, pageOf, pageRequest } from "../shapes.ts";

const Module = z
  .string()
  .regex(/^[a-z][a-z-]{1,30}$/)
  .meta({ description: "A module, such as `ideas`.", examples: ["ideas"] });
const DeadLetterId = z.string().min(1).max(400);

export const DeadLetter = z.object({
  module: Module,
  id: DeadLetterId,
  /** What was to be done. */
  kind: z.string(),
  key: z.string(),
  attempts: z.int(),
  /** What was thrown at the last attempt. */
  error: z.string(),
  buriedAt: Instant,
  data: z.record(z.string(), z.unknown()),
});

const access = { grants: ["operator"] } as const;
const input = z.object({ module: Module, id: DeadLetterId });

/** Work that failed at its last attempt. Every module with a store answers these under its own name: `ideas.list-dead-letters`. */
export const operatorsContract = defineContract({
  service: "operators",
  description: "For those who run the platform: work that failed and waits for a decision.",
  operations: {
    listDeadLetters: defineOperation({
      name: "operators.list-dead-letters",
      summary: "Dead letters of a module, oldest first",
      access,
      http: { method: "GET", path: "/dead-letters" },
      input: z.object({ module: Module, ...pageRequest }),
      output: pageOf(DeadLetter),
      refusals: { "no-such-module": 404 },
    }),
    readDeadLetter: defineOperation({
      name: "operators.read-dead-letter",
      summary: "One dead letter",
      access,
      http: { method: "GET", path: "/dead-letters/{module}/{id}" },
      input,
      output: DeadLetter,
      refusals: { "no-such-module": 404, "dead-letter-not-found": 404 },
    }),
    replayDeadLetter: defineOperation({
      name: "operators.replay-dead-letter",
      summary: "Tries a dead letter again, from the first attempt",
      access,
      http: { method: "POST", path: "/dead-letters/{module}/{id}/replay", status: 204 },
      input,
      output: z.object({}),
      refusals: { "no-such-module": 404, "dead-letter-not-found": 404 },
    }),
    discardDeadLetter: defineOperation({
      name: "operators.discard-dead-letter",
      summary: "Gives a dead letter up for good",
      access,
      http: { method: "DELETE", path: "/dead-letters/{module}/{id}", status: 204 },
      input,
      output: z.object({}),
      refusals: { "no-such-module": 404, "dead-letter-not-found": 404 },
    }),
  },
  events: {},
});
