import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Id, pageOf, pageRequest, text } from "../shapes.ts";
import { acting, commentMissing, ideaMissing } from "./refusals.ts";
import { ANSWER_MAX, AnswerEdition, commentExample, Ground, ideaExample, Verdict } from "./shapes.ts";
import { Report, ReportedCase } from "./views.ts";

const moderators = { grants: ["staff", "moderator"] } as const;
const Explanation = text(1_000, "Der Text nennt die Adresse einer Nachbarin.");
const decided = {
  decision: z.enum(["hide", "restore", "keep"]),
  /** Why, as a code; public, and in the audit list. */
  reason: Ground,
  /** Why, in words: for the author and for moderators. */
  statement: text(2_000, "Der Text nennt die Adresse einer Nachbarin. Bitte ohne Adresse neu einreichen."),
};

export const moderateIdea = defineOperation({
  name: "ideas.moderate-idea",
  summary: "Hide a public idea, show it again, or keep it after reports",
  description: "Always with a statement of reasons, which its author gets (Digital Services Act, article 17). It decides open reports.",
  access: moderators,
  http: { method: "POST", path: "/ideas/{idea}/moderation" },
  input: z.object({ idea: Id, ...decided }),
  output: z.object({ idea: Id, version: z.int() }),
  refusals: { ...ideaMissing, "not-in-this-stage": 409 },
  examples: [{ idea: ideaExample, decision: "hide", reason: "personal-data", statement: "Der Text nennt die Adresse einer Nachbarin." }],
});

export const moderateComment = defineOperation({
  name: "ideas.moderate-comment",
  summary: "Hide a comment, show it again, or keep it after reports",
  access: moderators,
  http: { method: "POST", path: "/comments/{comment}/moderation", status: 204 },
  input: z.object({ comment: Id, ...decided }),
  output: z.object({}),
  refusals: { ...commentMissing, "not-in-this-stage": 409 },
  examples: [{ comment: commentExample, decision: "keep", reason: "other", statement: "Scharf, aber erlaubt." }],
});

const reported = { ground: Ground, explanation: Explanation.optional() };

export const reportIdea = defineOperation({
  name: "ideas.report-idea",
  summary: "Report an idea to the moderators",
  description: "One report of a person for each idea; reported again, the newer one stays.",
  access: "person",
  http: { method: "POST", path: "/ideas/{idea}/reports", status: 204 },
  input: z.object({ idea: Id, ...reported }),
  output: z.object({}),
  refusals: { ...acting, ...ideaMissing, "not-in-this-stage": 409 },
  examples: [{ idea: ideaExample, ground: "personal-data", explanation: "Nennt die Adresse einer Nachbarin." }],
});

export const reportComment = defineOperation({
  name: "ideas.report-comment",
  summary: "Report a comment to the moderators",
  access: "person",
  http: { method: "POST", path: "/comments/{comment}/reports", status: 204 },
  input: z.object({ comment: Id, ...reported }),
  output: z.object({}),
  refusals: { ...acting, ...commentMissing, "not-in-this-stage": 409 },
  examples: [{ comment: commentExample, ground: "insult" }],
});

export const listReportedCases = defineOperation({
  name: "ideas.list-reported-cases",
  summary: "What citizens reported, longest waiting first",
  description: "Moderators of one consultation name it.",
  access: moderators,
  http: { method: "GET", path: "/reports" },
  input: z.object({ consultation: Id.optional(), stage: z.enum(["open", "decided"]).default("open"), ...pageRequest }),
  output: pageOf(ReportedCase),
  refusals: { "bad-cursor": 400 },
  examples: [{ limit: 20 }],
});

export const listReports = defineOperation({
  name: "ideas.list-reports",
  summary: "The reports of one idea or comment, newest first",
  access: moderators,
  http: { method: "GET", path: "/reports/{target}" },
  input: z.object({ target: Id, ...pageRequest }),
  output: pageOf(Report),
  refusals: { "case-not-found": 404, "bad-cursor": 400 },
  examples: [{ target: ideaExample }],
});

export const answerIdea = defineOperation({
  name: "ideas.answer-idea",
  summary: "Publish the city's answer to an idea, or a new edition of it",
  description: "Earlier editions stay readable, at most 20.",
  access: { grants: ["staff"] },
  http: { method: "PUT", path: "/ideas/{idea}/answer" },
  input: z.object({ idea: Id, verdict: Verdict, text: text(ANSWER_MAX, "Wir stellen im Frühjahr drei Bänke auf.") }),
  output: z.object({ idea: Id, version: z.int() }),
  refusals: { ...ideaMissing, "not-in-this-stage": 409, "too-many-editions": 409 },
  examples: [{ idea: ideaExample, verdict: "accepted", text: "Wir stellen im Frühjahr drei Bänke auf." }],
});

export const readAnswer = defineOperation({
  name: "ideas.read-answer",
  summary: "The city's answer with all its editions, newest first",
  access: "anyone",
  http: { method: "GET", path: "/ideas/{idea}/answer" },
  input: z.object({ idea: Id }),
  output: z.object({ idea: Id, editions: z.array(AnswerEdition) }),
  refusals: { ...ideaMissing, "not-answered": 404 },
  examples: [{ idea: ideaExample }],
});
