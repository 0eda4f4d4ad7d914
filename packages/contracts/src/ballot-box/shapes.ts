import { z } from "zod";
import { Instant } from "../shapes.ts";
import { Sha256 } from "../voting/shapes.ts";

/** A voter may replace the vote so often. */
export const SEQ_MAX = 1_000;
/** Openings in one page; fewer when they are long. */
export const OPENINGS_MAX = 1_000;
export const WITHDRAWN_MAX = 400;

/** open: the person's id; confidential: the voter key; secret: the voter's own public key. */
export const VoterKey = z.string().regex(/^[0-9a-f]{64}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const Seq = z
  .int()
  .min(1)
  .max(SEQ_MAX)
  .meta({ description: "Counts from 1; a higher one replaces a lower one.", examples: [1] });
/** 32 random bytes of the voter, kept until closing: they hide the choice in the log. */
export const Nonce = Sha256;

export const Receipt = z.object({
  ballotId: z.string(),
  definitionHash: z.string(),
  /** SHA-256 of the vote's leaf in the log. */
  leafHash: z.string(),
  /** The leaf is in the log by then. */
  includeBy: Instant,
  /** Ed25519 by the ballot's log key, in hex. */
  signature: z.string(),
});

/** One vote of a sealed box. */
export const Opening = z.object({
  key: z.string(),
  seq: z.int(),
  /** As canonical JSON. */
  choice: z.string(),
  nonce: z.string(),
  /** UTC day of acceptance. */
  day: z.string(),
});
export type Opening = z.infer<typeof Opening>;
