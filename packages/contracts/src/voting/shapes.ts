import { z } from "zod";
import { Code, Id, Instant, Money, text } from "../shapes.ts";
import { OPTIONS_MAX, OptionId, Paper } from "./choice.ts";

export const BALLOT_EXAMPLE = "0198c5a0-0000-7000-8000-0000000000b1";
/** Amendments of one ballot. */
export const AMENDMENTS_MAX = 100;
export const DISTRICTS_MAX = 200;
export const PARAMETERS_MAX = 40;
export const SECONDS_OF_GRACE_MAX = 300;
export const OBJECTION_DAYS_MAX = 365;
/** Longest page of a roll, in UTF-16 code units. */
export const ROLL_PAGE_MAX = 400 * 1024;

export const BallotId = Id.meta({ description: "A ballot.", examples: [BALLOT_EXAMPLE] });

/** SHA-256 in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const Option = z.object({
  id: OptionId,
  title: text(300, "Mehr Bänke im Stadtpark"),
  /** What it would take; needed by methods with a budget, in its currency. */
  cost: Money.optional(),
  /** The idea behind it. */
  idea: Id.optional(),
  /** Whatever the city calls it. */
  reference: text(64, "BH-2026-17").optional(),
  /** Of one group at most one is funded, where the method knows groups. */
  group: Code.optional(),
});
export type Option = z.infer<typeof Option>;

/** A decision by hand that replaces the rule for one option; known to everybody before the vote. */
const Override = z.object({ option: OptionId, decision: z.enum(["fund", "leave-out"]), reason: text(2_000, "Der Rat hat es schon beschlossen.") });

/** A method by its id with what differs from the defaults; `GET /methods` lists them. */
export const MethodChoice = z.object({
  id: Code.meta({ examples: ["greedy"] }),
  parameters: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/),
      z.union([z.string().max(64), z.number(), z.boolean(), z.array(Override).max(OPTIONS_MAX)]),
    )
    .default({}),
});
export type MethodChoice = z.infer<typeof MethodChoice>;

/** What breaks a tie that the method leaves open: these rules in their order, then the lot. */
export const TieRules = z.object({
  rules: z
    .array(z.enum(["lower-cost", "higher-cost", "listed-first"]))
    .max(3)
    .default([]),
  /** `seed`: drawn from a public text that nobody can know while voting is open; `option-id`: the smaller id. */
  lot: z.enum(["option-id", "seed"]).default("option-id"),
  /** Where the seed will come from. Needed with `seed`. */
  seedFrom: text(500, "Die Lottozahlen (6 aus 49) vom 12. Dezember 2026.").optional(),
});

/**
 * `open`: names of voters may be looked up. `confidential`: votes carry a key that only the ballot's own secret links to a person, until that is
 * deleted. `secret`: nobody can link them.
 */
export const Secrecy = z.enum(["open", "confidential", "secret"]);
export type Secrecy = z.infer<typeof Secrecy>;

/** How a person is found in the roll; `none`: whoever meets the other conditions may vote. */
export const RollBy = z.enum(["none", "person", "email", "code"]);
export type RollBy = z.infer<typeof RollBy>;

/** Who may vote. Every condition that is given must be met. */
export const Eligibility = z.object({
  /** Level of assurance of the identity: 0 e-mail … 4 eID. */
  minimumAssurance: z.int().min(0).max(4).default(0),
  /** In years, on the day of opening (UTC). */
  minimumAge: z.int().min(0).max(130).optional(),
  maximumAge: z.int().min(0).max(130).optional(),
  districts: z.array(Code).min(1).max(DISTRICTS_MAX).optional(),
  roll: RollBy.default("none"),
});
export type Eligibility = z.infer<typeof Eligibility>;

/** Everything that staff decide about a ballot before it opens. */
export const draftFields = {
  title: text(300, "Bürgerhaushalt 2026: Welche Projekte sollen gebaut werden?"),
  consultation: Id.optional(),
  options: z.array(Option).min(1).max(OPTIONS_MAX),
  paper: Paper,
  method: MethodChoice,
  /** How many win, for methods that elect. */
  seats: z.int().min(1).max(OPTIONS_MAX).optional(),
  /** Options with a smaller tally cannot win. */
  minScore: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  budget: Money.optional(),
  ties: TieRules.default({ rules: [], lot: "option-id" }),
  secrecy: Secrecy,
  eligibility: Eligibility.default({ minimumAssurance: 0, roll: "none" }),
  opensAt: Instant,
  closesAt: Instant,
  /** A vote that arrives so many seconds after the closing time is still taken: for requests that were on their way. */
  graceSeconds: z.int().min(0).max(SECONDS_OF_GRACE_MAX).default(30),
  /** So long after the result claims can be checked; then everything that links votes to persons is deleted. */
  objectionDays: z.int().min(0).max(OBJECTION_DAYS_MAX).default(30),
};
export const Draft = z.object(draftFields);
export type Draft = z.infer<typeof Draft>;

/**
 * `opening`: the box is being told. `closing`: the box is being sealed. `counting`: votes are counted, or the lot's seed is awaited.
 */
export const Stage = z.enum(["draft", "scheduled", "opening", "open", "closing", "counting", "finished", "aborted"]);
export type Stage = z.infer<typeof Stage>;

/** A public change of a ballot whose rules are frozen. */
export const Amendment = z.object({
  kind: z.enum(["extended", "closed-early", "option-withdrawn", "aborted"]),
  at: Instant,
  reason: text(2_000, "Der Server war am Sonntag nicht erreichbar."),
  /** `extended`: the closing time from now on. */
  closesAt: Instant.optional(),
  option: OptionId.optional(),
});
export type Amendment = z.infer<typeof Amendment>;

export const Ballot = z.object({
  id: BallotId,
  version: z.int(),
  stage: Stage,
  ...draftFields,
  amendments: z.array(Amendment).max(AMENDMENTS_MAX),
  /** Options that can no longer win; votes for them stay valid for the others. */
  withdrawn: z.array(OptionId),
  /** Of the frozen definition; there from opening on. */
  definitionHash: Sha256.optional(),
  /** Once the box is sealed. */
  votes: z.int().optional(),
  voters: z.int().optional(),
  /** The lot's seed, once it is known. */
  seed: z.string().optional(),
});
export type Ballot = z.infer<typeof Ballot>;

export const BallotSummary = Ballot.pick({ id: true, title: true, consultation: true, stage: true, secrecy: true, opensAt: true, closesAt: true });
export type BallotSummary = z.infer<typeof BallotSummary>;

/** What the channel is through which a person takes part; one for each ballot. */
export const Channel = z.enum(["online", "paper", "assisted"]);
export type Channel = z.infer<typeof Channel>;
