import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Code, Id, pageOf, pageRequest, text } from "../shapes.ts";
import {
  Audience,
  CATEGORIES_MAX,
  Consultation,
  consultationExample,
  Description,
  DISTRICTS_MAX,
  Named,
  PHASES,
  Phase,
  Planned,
  Rules,
  Title,
} from "./shapes.ts";
import { ConsultationSummary } from "./views.ts";

const staff = { grants: ["staff"] } as const;
const changed = z.object({ consultation: Id, version: z.int() });
const notFound = { "consultation-not-found": 404 } as const;
const notSound = { "phases-not-in-order": 422, "codes-not-unique": 422 } as const;

const content = {
  title: Title,
  description: Description,
  plainDescription: Description,
  audience: Audience,
  schedule: z.array(Planned).max(PHASES.length),
  categories: z.array(Named).max(CATEGORIES_MAX),
  districts: z.array(Named).max(DISTRICTS_MAX),
  ...Rules.shape,
};

export const createConsultation = defineOperation({
  name: "ideas.create-consultation",
  summary: "Draft a consultation",
  description:
    "Seen by staff only until it is published. Phases begin at their planned times or when staff move them; without a schedule it is in phase `inform`.",
  access: staff,
  http: { method: "POST", path: "/consultations", status: 201, makes: "/consultations/{consultation}" },
  input: z.object({
    title: content.title,
    description: content.description,
    plainDescription: content.plainDescription.optional(),
    audience: content.audience.default("public"),
    schedule: content.schedule.default([]),
    categories: content.categories.default([]),
    districts: content.districts.default([]),
    supportPhases: content.supportPhases.default(["ideas", "review"]),
    supportThreshold: content.supportThreshold,
    answerWithinDays: content.answerWithinDays.default(90),
    commentPhases: content.commentPhases.default(["ideas", "review", "vote"]),
    minimumAssurance: content.minimumAssurance.default(0),
  }),
  output: changed,
  refusals: notSound,
  examples: [
    { title: "Bürgerhaushalt 2027", description: "Was soll mit einer Million Euro geschehen?" },
    {
      title: "Bänke im Park",
      description: "Wo sollen neue Bänke stehen?",
      schedule: [
        { phase: "ideas", from: "2026-11-01T08:00:00.000Z" },
        { phase: "review", from: "2036-12-15T08:00:00.000Z" },
      ],
      categories: [{ code: "parks", name: "Parks und Grün" }],
      districts: [{ code: "district-1", name: "Altstadt-Lehel" }],
      supportThreshold: 100,
    },
  ],
});

export const editConsultation = defineOperation({
  name: "ideas.edit-consultation",
  summary: "Change a consultation",
  description:
    "What is absent stays. Once it is published, the audience and the threshold are fixed, and categories and districts are renamed or added, not removed.",
  access: staff,
  http: { method: "PATCH", path: "/consultations/{consultation}" },
  input: z.object({
    consultation: Id,
    title: content.title.optional(),
    description: content.description.optional(),
    plainDescription: content.plainDescription.nullable().optional(),
    audience: content.audience.optional(),
    schedule: content.schedule.optional(),
    categories: content.categories.optional(),
    districts: content.districts.optional(),
    supportPhases: content.supportPhases.optional(),
    supportThreshold: Rules.shape.supportThreshold.unwrap().nullable().optional(),
    answerWithinDays: content.answerWithinDays.optional(),
    commentPhases: content.commentPhases.optional(),
    minimumAssurance: content.minimumAssurance.optional(),
  }),
  output: changed,
  refusals: { ...notFound, ...notSound, "fixed-after-publishing": 409 },
  examples: [{ consultation: consultationExample, title: "Bürgerhaushalt 2028" }],
});

export const publishConsultation = defineOperation({
  name: "ideas.publish-consultation",
  summary: "Open a consultation to its audience",
  access: staff,
  http: { method: "POST", path: "/consultations/{consultation}/publication" },
  input: z.object({ consultation: Id }),
  output: changed,
  refusals: { ...notFound, "already-published": 409 },
  examples: [{ consultation: consultationExample }],
});

export const movePhase = defineOperation({
  name: "ideas.move-phase",
  summary: "Begin a phase now",
  description: "Forwards or back. Phases that are planned for later still begin at their time.",
  access: staff,
  http: { method: "PUT", path: "/consultations/{consultation}/phase" },
  input: z.object({ consultation: Id, phase: Phase, reason: text(1_000, "Alle Ideen sind geprüft.").optional() }),
  output: changed,
  refusals: notFound,
  examples: [{ consultation: consultationExample, phase: "ideas" }],
});

export const readConsultation = defineOperation({
  name: "ideas.read-consultation",
  summary: "A consultation with its phases and rules",
  access: "anyone",
  http: { method: "GET", path: "/consultations/{consultation}" },
  input: z.object({ consultation: Id }),
  output: Consultation,
  refusals: notFound,
  examples: [{ consultation: consultationExample }],
});

export const listConsultations = defineOperation({
  name: "ideas.list-consultations",
  summary: "Consultations, newest first",
  description: "Drafts and those for staff are in the list for staff only.",
  access: "anyone",
  http: { method: "GET", path: "/consultations" },
  input: z.object({ stage: z.enum(["draft", "published"]).default("published"), district: Code.optional(), ...pageRequest }),
  output: pageOf(ConsultationSummary),
  refusals: { "bad-cursor": 400 },
  examples: [{ limit: 20 }],
});

/** The title in the language of citizens, for messages about it. */
export const readConsultations = defineOperation({
  name: "ideas.read-consultations",
  summary: "Titles, audiences and phases of these consultations",
  description: "Unknown ones and drafts are left out.",
  access: "service",
  input: z.object({ consultations: z.array(Id).max(100) }),
  output: z.object({ consultations: z.array(z.object({ consultation: Id, title: z.string(), audience: Audience, phase: Phase })) }),
  refusals: {},
});
