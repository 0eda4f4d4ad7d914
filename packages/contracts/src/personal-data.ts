import { z } from "zod";
import { defineEvent } from "./event.ts";
import { defineOperation } from "./operation.ts";
import { Instant, LINE_MAX, PersonId, TEXT_MAX } from "./shapes.ts";

/** So many bytes of JSON one answer of `read-person-data` has, about; what is more comes with `next`. */
export const PERSON_DATA_PART_BYTES = 250_000;

const examplePerson = "0198c5a0-0000-7000-8000-00000000000a";

/** What every service that keeps data of persons answers to `people` when a person asks for a copy (GDPR, article 15). */
export function readPersonDataOperation<const Service extends string>(service: Service) {
  return defineOperation({
    name: `${service}.read-person-data` as const,
    summary: `Everything that ${service} keeps of a person`,
    access: "service",
    input: z.object({
      person: PersonId,
      /** The `next` of the answer before; absent at first. */
      after: z.string().max(200).optional(),
    }),
    /** A part of about PERSON_DATA_PART_BYTES at most; `next` when there is more. */
    output: z.object({ data: z.record(z.string(), z.unknown()), next: z.string().max(200).optional() }),
    refusals: {},
  });
}

/** Every service that keeps data of persons says so once it has erased them (GDPR, article 17). */
export function personForgottenEvent<const Service extends string>(service: Service) {
  return defineEvent({
    type: `${service}.person-forgotten.v1` as const,
    audience: "internal",
    description: `${service} keeps nothing of this person any more, beyond what its README says it must.`,
    data: z.object({ person: PersonId }),
    subject: "person",
    example: { person: examplePerson },
  });
}

/** An act of staff: who, when, what, why. The platform commits it with every accepted operation that needs a grant. */
export function actRecordedEvent<const Service extends string>(service: Service) {
  return defineEvent({
    type: `${service}.act-recorded.v1` as const,
    audience: "internal",
    description: `Somebody with a grant did something in ${service}.`,
    data: z.object({
      person: PersonId,
      operation: z.string().max(LINE_MAX),
      /** The fields of path and query: which object. */
      object: z.record(z.string(), z.string().max(LINE_MAX)),
      /** The field `reason` of the input, where it has one. */
      reason: z.string().max(TEXT_MAX).optional(),
      at: Instant,
    }),
    subject: "person",
    example: {
      person: examplePerson,
      operation: `${service}.example-act`,
      object: { idea: "0198c5a0-0000-7000-8000-000000000001" },
      at: "2026-11-23T10:00:00.000Z",
    },
  });
}
