import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Code, Id, Money, PersonId, pageOf, pageRequest, text } from "../shapes.ts";
import { acting, ideaMissing } from "./refusals.ts";
import { Audience, consultationExample, IdeaStage, IdeaText, ideaExample, Place, Reference, Title, WithdrawalReason } from "./shapes.ts";
import { HistoryEntry, Idea, IdeaSummary } from "./views.ts";

const changed = z.object({ idea: Id, version: z.int() });
const one = z.object({ idea: Id });

export const submitIdea = defineOperation({
  name: "ideas.submit-idea",
  summary: "Submit an idea",
  description:
    "Public at once, or a draft that only its author sees. Staff may submit in the name of the city (`asCity`), and then in the phases `inform` and `review` too.",
  access: "person",
  http: { method: "POST", path: "/ideas", status: 201, makes: "/ideas/{idea}" },
  input: z.object({
    consultation: Id,
    title: Title,
    text: IdeaText,
    category: Code.optional(),
    district: Code.optional(),
    place: Place.optional(),
    cost: Money.optional(),
    reference: Reference.optional(),
    draft: z.boolean().default(false),
    asCity: z.boolean().default(false),
  }),
  output: changed.extend({ stage: IdeaStage }),
  refusals: {
    ...acting,
    "consultation-not-found": 404,
    "not-in-this-phase": 409,
    "assurance-too-low": 403,
    "unknown-category": 422,
    "unknown-district": 422,
    "reference-taken": 409,
  },
  examples: [
    { consultation: consultationExample, title: "Bänke am Weiher", text: "Am Weiher fehlen Bänke im Schatten." },
    {
      consultation: consultationExample,
      title: "Trinkbrunnen",
      text: "Im Sommer gibt es am Platz kein Wasser.",
      place: { position: { latitude: 48.137, longitude: 11.575 }, label: "Am Weiher" },
      cost: { amount: 1_250_000, currency: "EUR" },
      draft: true,
    },
  ],
});

export const editIdea = defineOperation({
  name: "ideas.edit-idea",
  summary: "Change one's own idea",
  description:
    "What is absent stays, null takes away. Drafts always, public ideas in the phase for ideas; staff change the city's own until the vote.",
  access: "person",
  http: { method: "PATCH", path: "/ideas/{idea}" },
  input: z.object({
    idea: Id,
    title: Title.optional(),
    text: IdeaText.optional(),
    category: Code.nullable().optional(),
    district: Code.nullable().optional(),
    place: Place.nullable().optional(),
    cost: Money.nullable().optional(),
  }),
  output: changed,
  refusals: {
    ...acting,
    ...ideaMissing,
    "not-the-author": 403,
    "not-in-this-stage": 409,
    "not-in-this-phase": 409,
    "unknown-category": 422,
    "unknown-district": 422,
  },
  examples: [{ idea: ideaExample, title: "Mehr Bänke am Weiher" }],
});

export const publishIdea = defineOperation({
  name: "ideas.publish-idea",
  summary: "Publish one's draft",
  access: "person",
  http: { method: "POST", path: "/ideas/{idea}/publication" },
  input: one,
  output: changed,
  refusals: { ...acting, ...ideaMissing, "not-the-author": 403, "not-in-this-stage": 409, "not-in-this-phase": 409, "assurance-too-low": 403 },
  examples: [{ idea: ideaExample }],
});

export const withdrawIdea = defineOperation({
  name: "ideas.withdraw-idea",
  summary: "Take one's own idea back",
  description: "Its text is no longer shown, and deleted after 30 days; its history stays. Not once the vote has begun.",
  access: "person",
  http: { method: "POST", path: "/ideas/{idea}/withdrawal" },
  input: z.object({ idea: Id, because: WithdrawalReason.default("other") }),
  output: changed,
  refusals: { ...acting, ...ideaMissing, "not-the-author": 403, "not-in-this-stage": 409, "not-in-this-phase": 409 },
  examples: [{ idea: ideaExample, because: "done" }],
});

export const readIdea = defineOperation({
  name: "ideas.read-idea",
  summary: "An idea",
  access: "anyone",
  http: { method: "GET", path: "/ideas/{idea}" },
  input: one,
  output: Idea,
  refusals: ideaMissing,
  examples: [{ idea: ideaExample }],
});

export const listIdeas = defineOperation({
  name: "ideas.list-ideas",
  summary: "Ideas: filtered, sorted, searched",
  description:
    "Published ones. With `author=me` one's own of every stage, or of one `stage`, newest first; for moderators `stage=hidden` or `withdrawn`. " +
    "`q` finds ideas that have all of these words, or words that begin so, in title or text; umlauts, accents and case do not matter. " +
    "A page of a search may be short and still have a `next`.",
  access: "anyone",
  http: { method: "GET", path: "/ideas" },
  input: z.object({
    consultation: Id.optional(),
    category: Code.optional(),
    district: Code.optional(),
    stage: IdeaStage.optional(),
    /** True: those with an official answer; false: those without. */
    answered: z.boolean().optional(),
    author: z.literal("me").optional(),
    q: text(200, "Bank Schatten").optional(),
    sort: z.enum(["newest", "most-supported", "recently-active"]).default("newest"),
    ...pageRequest,
  }),
  output: pageOf(IdeaSummary),
  refusals: { "bad-cursor": 400, "not-combinable": 422 },
  examples: [{ limit: 20 }, { sort: "most-supported", limit: 5 }, { q: "Bänke" }],
});

export const readHistory = defineOperation({
  name: "ideas.read-history",
  summary: "What happened to an idea, oldest first",
  access: "anyone",
  http: { method: "GET", path: "/ideas/{idea}/history" },
  input: z.object({ idea: Id, ...pageRequest }),
  output: pageOf(HistoryEntry),
  refusals: { "idea-not-found": 404, "bad-cursor": 400 },
  examples: [{ idea: ideaExample }],
});

const supported = z.object({ idea: Id, supported: z.boolean() });

export const supportIdea = defineOperation({
  name: "ideas.support-idea",
  summary: "Support an idea",
  description: "Once for each person, however often it is asked. The public count follows within moments.",
  access: "person",
  http: { method: "PUT", path: "/ideas/{idea}/support" },
  input: one,
  output: supported,
  refusals: { ...acting, ...ideaMissing, "not-in-this-stage": 409, "not-in-this-phase": 409, "assurance-too-low": 403 },
  examples: [{ idea: ideaExample }],
});

export const withdrawSupport = defineOperation({
  name: "ideas.withdraw-support",
  summary: "Take one's support back",
  access: "person",
  http: { method: "DELETE", path: "/ideas/{idea}/support" },
  input: one,
  output: supported,
  refusals: { ...acting, ...ideaMissing, "not-in-this-stage": 409, "not-in-this-phase": 409 },
  examples: [{ idea: ideaExample }],
});

/** What other services need of ideas: for messages, ballots and access. */
export const readIdeas = defineOperation({
  name: "ideas.read-ideas",
  summary: "Titles and places of these ideas",
  description: "Unknown, unpublished and erased ones are left out. `author` is for notices only and never shown.",
  access: "service",
  input: z.object({ ideas: z.array(Id).max(100) }),
  output: z.object({
    ideas: z.array(
      z.object({
        idea: Id,
        consultation: Id,
        audience: Audience,
        stage: IdeaStage,
        title: z.string(),
        category: Code.optional(),
        district: Code.optional(),
        cost: Money.optional(),
        reference: z.string().optional(),
        author: PersonId.optional(),
      }),
    ),
  }),
  refusals: {},
});
