import { z } from "zod";
import { Id, Instant, Language, LINE_MAX, PersonId, TEXT_MAX, text } from "../shapes.ts";

/** Longest name shown. */
export const NAME_MAX = 100;
/** Grants of one person, at most. */
export const GRANTS_MAX = 50;
/** Names that one question asks for, at most. */
export const NAMES_MAX = 500;
/** One page of an export has about so many bytes of JSON. */
export const EXPORT_PAGE_BYTES = 300_000;

export const personExample = "0198c5a0-0000-7000-8000-00000000000a";

/**
 * What a person may do beyond what everyone may: in general (`staff`, `operator`, `partner`, `moderator`, `ballot-officer`), or for one
 * consultation, ballot or provider (`moderator:<id>`, `ballot-officer:<id>`, `provider:<id>`).
 */
export const Grant = z
  .string()
  .regex(
    /^(staff|operator|partner|(moderator|ballot-officer)(:[a-z0-9][a-z0-9-]{0,63})?|provider:[a-z0-9][a-z0-9-]{0,63})$/,
    "must be a grant such as staff, moderator or provider:<id>",
  )
  .meta({
    description:
      "`staff`, `operator`, `partner`, `moderator`, `ballot-officer`; for one object `moderator:<id>`, `ballot-officer:<id>`, `provider:<id>`.",
    examples: ["staff"],
  });
export type Grant = z.infer<typeof Grant>;

export const ShownName = text(NAME_MAX, "Anna B.");

export const Me = z.object({
  person: PersonId,
  /** Shown beside what the person publishes. */
  name: ShownName.optional(),
  language: Language.optional(),
  /** Everything that this token may do: roles from the token and grants given here. */
  grants: z.array(z.string()),
  since: Instant,
  version: z.int(),
});

export const GrantGiven = z.object({
  person: PersonId,
  name: z.string().optional(),
  grant: Grant,
  givenBy: PersonId,
  givenAt: Instant,
  reason: z.string(),
});
export type GrantGiven = z.infer<typeof GrantGiven>;

/** An act of staff, in any service. */
export const Act = z.object({
  id: z.string(),
  service: z.string(),
  person: PersonId,
  name: z.string().optional(),
  operation: z.string().max(LINE_MAX),
  object: z.record(z.string(), z.string()),
  reason: z.string().max(TEXT_MAX).optional(),
  at: Instant,
});
export type Act = z.infer<typeof Act>;

/** How far an erasure has come; says nothing about whose it is. */
export const Erasure = z.object({
  id: Id,
  stage: z.enum(["running", "done"]),
  requestedBy: z.enum(["self", "operator"]),
  requestedAt: Instant,
  doneAt: Instant.optional(),
  services: z.array(z.object({ service: z.string(), forgottenAt: Instant.optional() })),
});
export type Erasure = z.infer<typeof Erasure>;
