import { z } from "zod";
import { Instant } from "../shapes.ts";
import { Choice } from "../voting/choice.ts";
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

/** What a vote of a sealed box has beside its choice; docs/ballot-format.md, section 4. */
const opened = {
  /** Of its entry in the log. */
  index: z.int(),
  /** A voter's key, or `paper.<batch>.<number>`. */
  key: z.string(),
  seq: z.int(),
  nonce: z.string(),
  /** UTC day of acceptance; open and confidential votes only. */
  day: z.string().optional(),
  /** Secret votes only: base64url of the issuer's signature, and the voter's own in hex. */
  credential: z.string().optional(),
  signature: z.string().optional(),
};

/** One vote of a sealed box, as `voting` reads it. `choice`: canonical JSON. */
export const Opening = z.object({ ...opened, choice: z.string() });
export type Opening = z.infer<typeof Opening>;

/** One vote of a published box: a line of `openings/`. */
export const OpenedVote = z.object({ ...opened, choice: Choice });

/** Papers of one batch: fewer where choices are long, for a message has at most 512 KiB. */
export const PAPERS_MAX = 500;
/** Valid papers in the order of their numbers; the officers' side draws the nonces. */
export const Paper = z.object({ choice: Choice, nonce: Nonce });

/** How papers came: filled in by the voter, or entered for somebody who was helped. */
export const PaperOrigin = z.enum(["paper", "assisted"]);
export const BatchId = z.string().regex(/^[a-z0-9-]{1,64}$/);
export const DistrictCode = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);

/** A C2SP signed note of a checkpoint: origin, size, root, `voters N`, then one signature line. */
export const CheckpointNote = z
  .string()
  .regex(/^\S{1,200}\n\d{1,16}\n[A-Za-z0-9+/]{43}=\nvoters \d{1,16}\n\n\u2014 \S{1,200} [A-Za-z0-9+/]{91}=\n$/u);
export const NOTE_EXAMPLE =
  "stadt.example/v1/ballots/0198c5a0-0000-7000-8000-0000000000b1/log\n1250\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nvoters 1204\n\n" +
  `\u2014 stadt.example/v1/ballots/0198c5a0-0000-7000-8000-0000000000b1/log ${"A".repeat(91)}=\n`;

/** What has come as JSON is JSON: `z.json()` would check it again, and its schema refers to itself where documents cannot follow. */
const AnyJson: z.ZodType<z.core.util.JSONType> = z.any();
/** An entry of the log that is not a vote; docs/ballot-format.md, section 3. */
export const RecordLeaf = z.record(z.string(), AnyJson);
/** Lines in one page of the published log. */
export const LOG_PAGE_MAX = 1_000;
