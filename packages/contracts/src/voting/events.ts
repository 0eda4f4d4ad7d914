import { z } from "zod";
import { defineEvent } from "../event.ts";
import { actRecordedEvent, personForgottenEvent } from "../personal-data.ts";
import { Code, Id, Instant, PersonId } from "../shapes.ts";
import { OPTIONS_MAX, OptionId } from "./choice.ts";
import { BALLOT_EXAMPLE, BallotId, Secrecy, Sha256 } from "./shapes.ts";

const ideaExample = "0198c5a0-0000-7000-8000-000000000001";
const consultationExample = "0198c5a0-0000-7000-8000-0000000000c1";
const about = { ballot: BallotId, consultation: Id.optional() };
const aboutExample = { ballot: BALLOT_EXAMPLE, consultation: consultationExample };
const hashExample = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const BallotScheduled = defineEvent({
  type: "voting.ballot-scheduled.v1",
  audience: "public",
  description: "A ballot will open at this time.",
  data: z.object({ ...about, opensAt: Instant, closesAt: Instant, secrecy: Secrecy }),
  subject: "ballot",
  example: { ...aboutExample, opensAt: "2026-12-01T08:00:00.000Z", closesAt: "2026-12-14T18:00:00.000Z", secrecy: "confidential" },
});

export const OpeningWithdrawn = defineEvent({
  type: "voting.opening-withdrawn.v1",
  audience: "public",
  description: "A scheduled ballot will not open; it is a draft again.",
  data: z.object(about),
  subject: "ballot",
  example: aboutExample,
});

export const BallotOpened = defineEvent({
  type: "voting.ballot-opened.v1",
  audience: "public",
  description: "Voting has begun; the rules are frozen under this hash.",
  data: z.object({
    ...about,
    /** That are voted on. */
    ideas: z.array(Id).max(OPTIONS_MAX),
    opensAt: Instant,
    closesAt: Instant,
    secrecy: Secrecy,
    definitionHash: Sha256,
  }),
  subject: "ballot",
  example: {
    ...aboutExample,
    ideas: [ideaExample],
    opensAt: "2026-12-01T08:00:00.000Z",
    closesAt: "2026-12-14T18:00:00.000Z",
    secrecy: "confidential",
    definitionHash: hashExample,
  },
});

export const BallotAmended = defineEvent({
  type: "voting.ballot-amended.v1",
  audience: "public",
  description: "An open ballot was extended, closed early or aborted, or lost an option. The reason is in the ballot's amendments.",
  data: z.object({
    ...about,
    kind: z.enum(["extended", "closed-early", "option-withdrawn", "aborted"]),
    /** The closing time from now on. */
    closesAt: Instant.optional(),
    option: OptionId.optional(),
  }),
  subject: "ballot",
  example: { ...aboutExample, kind: "extended", closesAt: "2026-12-16T18:00:00.000Z" },
});

export const BallotClosed = defineEvent({
  type: "voting.ballot-closed.v1",
  audience: "public",
  description: "The box is sealed: nothing is accepted any more.",
  data: z.object({ ...about, votes: z.int(), voters: z.int() }),
  subject: "ballot",
  example: { ...aboutExample, votes: 6_702, voters: 6_586 },
});

/** A method's parameters without anybody's words: the reason of a decision by hand stands in the definition. */
const RuleParameters = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/),
  z.union([OptionId, z.number(), z.boolean(), z.array(z.object({ option: OptionId, decision: z.enum(["fund", "leave-out"]) })).max(OPTIONS_MAX)]),
);

export const ResultPublished = defineEvent({
  type: "voting.result-published.v1",
  audience: "public",
  description: "The votes are counted. The explanation is behind the link.",
  data: z.object({
    ...about,
    method: Code,
    methodVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/)
      .optional(),
    /** All that the method has, defaults included, as frozen at opening. */
    parameters: RuleParameters.optional(),
    /** In the order in which the rule elects. */
    winners: z.array(OptionId).max(OPTIONS_MAX),
    /** Ideas behind the winners, and behind all options. */
    winningIdeas: z.array(Id).max(OPTIONS_MAX),
    ideas: z.array(Id).max(OPTIONS_MAX),
    tally: z.array(z.object({ option: OptionId, tally: z.number() })).max(OPTIONS_MAX),
    votes: z.int(),
    definitionHash: Sha256,
    link: z.string().regex(/^\/v1\/ballots\/[0-9a-f-]{36}\/result$/),
  }),
  subject: "ballot",
  example: {
    ...aboutExample,
    method: "greedy",
    methodVersion: "1.0.0",
    parameters: { misfit: "skip", groups: "exclusive" },
    winners: ["park", "trees"],
    winningIdeas: [ideaExample],
    ideas: [ideaExample],
    tally: [
      { option: "park", tally: 4_012 },
      { option: "trees", tally: 3_377 },
      { option: "library", tally: 2_901 },
    ],
    votes: 6_586,
    definitionHash: hashExample,
    link: `/v1/ballots/${BALLOT_EXAMPLE}/result`,
  },
});

export const BallotPublished = defineEvent({
  type: "voting.ballot-published.v1",
  audience: "public",
  description:
    "Everything is there for checking this ballot: rules, log, votes, result. Whoever keeps `manifestSha256` knows later whether it is still the same.",
  data: z.object({
    ...about,
    definitionHash: Sha256,
    manifestSha256: Sha256,
    /** Entries of the log. */
    size: z.int(),
    /** Base64, as in the last checkpoint. */
    root: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
    /** An aborted ballot has no result, and its votes stay hidden. */
    aborted: z.boolean(),
    link: z.string().regex(/^\/v1\/ballots\/[0-9a-f-]{36}\/publication$/),
  }),
  subject: "ballot",
  example: {
    ...aboutExample,
    definitionHash: hashExample,
    manifestSha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    size: 6_703,
    root: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    aborted: false,
    link: `/v1/ballots/${BALLOT_EXAMPLE}/publication`,
  },
});

export const CredentialReissued = defineEvent({
  type: "voting.credential-reissued.v1",
  audience: "internal",
  description: "This person asked again for a credential. If it was somebody else with the person's account, the person should know.",
  data: z.object({ ballot: BallotId, person: PersonId, at: Instant }),
  subject: "ballot",
  example: { ballot: BALLOT_EXAMPLE, person: "0198c5a0-0000-7000-8000-00000000000a", at: "2026-12-02T09:30:00.000Z" },
});

export const ActRecorded = actRecordedEvent("voting");
export const PersonForgotten = personForgottenEvent("voting");
