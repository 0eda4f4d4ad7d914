import { z } from "zod";

/** A ballot paper lists at most so many options. */
export const OPTIONS_MAX = 400;
/** Largest number of points for one option, and largest sum of them. */
export const POINTS_MAX = 1_000_000;

/** Names an option within its ballot; ASCII, so that no two look alike. */
export const OptionId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$/)
  .meta({ description: "An option's id: letters, digits and . _ : / + -, at most 64.", examples: ["park"] });
export type OptionId = z.infer<typeof OptionId>;

/** How a ballot paper is filled in. */
export const PaperKind = z.enum(["approval", "choose-1", "ordinal", "cumulative", "scoring"]);
export type PaperKind = z.infer<typeof PaperKind>;

/** Approval and choose-1: what is marked, in any order. Empty, where the paper allows it: an abstention. */
export const MarkedChoice = z.strictObject({ options: z.array(OptionId).max(OPTIONS_MAX) });
/** Ordinal: ranks, best first; options in one rank are ranked equal, options in none are below all. */
export const RankedChoice = z.strictObject({ ranking: z.array(z.array(OptionId).min(1).max(OPTIONS_MAX)).max(OPTIONS_MAX) });
/** Cumulative and scoring: points by option. */
export const PointsChoice = z.strictObject({ points: z.record(OptionId, z.int().min(-POINTS_MAX).max(POINTS_MAX)) });

/** What a voter wants, in the form that the ballot's paper asks for. */
export const Choice = z.union([MarkedChoice, RankedChoice, PointsChoice]).meta({ examples: [{ options: ["park", "library"] }] });
export type Choice = z.infer<typeof Choice>;

/** What a valid paper looks like. A limit that is absent does not bind. */
export const Paper = z.object({
  kind: PaperKind,
  /** Options marked, ranked or given points. */
  minLength: z.int().min(0).max(OPTIONS_MAX).default(1),
  maxLength: z.int().min(1).max(OPTIONS_MAX).optional(),
  /** Of the costs of what is marked, in minor units of the budget's currency (knapsack ballots). */
  maxSumCost: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** For one option. 1 and up unless given; a scoring ballot may allow 0 and less. */
  minPoints: z.int().min(-POINTS_MAX).max(POINTS_MAX).optional(),
  maxPoints: z.int().min(1).max(POINTS_MAX).optional(),
  minSumPoints: z.int().min(0).max(POINTS_MAX).optional(),
  maxSumPoints: z.int().min(1).max(POINTS_MAX).optional(),
  /** Of the squares of the points (quadratic voting). */
  maxSumSquares: z.int().min(1).max(POINTS_MAX).optional(),
  /** May an ordinal paper rank options equal? */
  equalRanks: z.boolean().optional(),
});
export type Paper = z.infer<typeof Paper>;
