import { z } from "zod";
import { Id, Instant } from "../shapes.ts";
import { OPTIONS_MAX, OptionId, Paper } from "./choice.ts";
import { BallotId, Eligibility, MethodChoice, Secrecy, TieRules } from "./shapes.ts";

/** Longest definition, as canonical JSON in bytes: within a message it is text in JSON once more. */
export const DEFINITION_BYTES_MAX = 320 * 1024;

/** An option as frozen: amounts are minor units of the definition's currency. */
export const FrozenOption = z.object({
  id: OptionId,
  title: z.string(),
  cost: z.int().optional(),
  idea: Id.optional(),
  reference: z.string().optional(),
  group: z.string().optional(),
});
export type FrozenOption = z.infer<typeof FrozenOption>;

/**
 * The frozen rules of a ballot: published, canonical JSON (RFC 8785), named by their SHA-256. All numbers are integers; a parameter that is a share
 * is written as decimal text. Every parameter of the method is there, defaults included, for a method's name is not a rule.
 */
export const Definition = z.object({
  format: z.literal("teilhabe/definition/v1"),
  ballot: BallotId,
  title: z.string(),
  consultation: Id.optional(),
  options: z.array(FrozenOption).min(1).max(OPTIONS_MAX),
  paper: Paper,
  method: z.object({ id: z.string(), version: z.string(), parameters: MethodChoice.shape.parameters.unwrap() }),
  seats: z.int().optional(),
  minScore: z.int().optional(),
  /** In minor units: `10^-decimals` of the currency. */
  budget: z.int().optional(),
  currency: z.string().optional(),
  decimals: z.int().min(0).max(4).optional(),
  ties: TieRules,
  secrecy: Secrecy,
  eligibility: Eligibility,
  opensAt: Instant,
  closesAt: Instant,
  graceSeconds: z.int(),
  objectionDays: z.int(),
  /** What becomes of votes for an option that is withdrawn after opening: they count for the voter's other options. */
  withdrawal: z.literal("votes-count-for-the-others"),
  /** Receipts promise to be in the log by then. */
  includeBy: Instant,
  /** The key with which the box signs receipts and checkpoints of this ballot (C2SP signed note). */
  logKey: z.string(),
  /** Secret ballots only: the RSA key that signs credentials blind (RFC 9474), as in a JWK; of this ballot alone. */
  issuerKey: z.object({ n: z.string(), e: z.string() }).optional(),
  /** The key with which voting signs what it publishes of this ballot: the list of issued keys, the result, the manifest. */
  authorityKey: z.string(),
});
export type Definition = z.infer<typeof Definition>;
