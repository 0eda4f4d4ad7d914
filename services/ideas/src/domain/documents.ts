import type { DocumentKind } from "@teilhabe/platform/rule";
import { wordsOf } from "@teilhabe/platform/words";
import type { Consultation } from "./consultation.ts";
import type { Comment, Report, ReportedCase } from "./discussion.ts";
import { contentOf, type Idea, type IdeaText, lifeOf, type OfficialAnswer, type ReferenceTaken, type StoredImage, type Support } from "./idea.ts";
import type { HistoryStep } from "./telling.ts";
import type { Writer } from "./writer.ts";

export const consultationDocument: DocumentKind<Consultation> = {
  name: "consultation",
  schema: 1,
  fields: {
    scalars: ["stage", "audience", "listedAt"],
    lists: ["districts"],
    of: (state) => ({
      stage: state.stage,
      audience: state.audience,
      listedAt: state.stage === "published" ? state.publishedAt : state.createdAt,
      districts: state.districts.map(({ code }) => code),
    }),
  },
  indexes: [["stage", "listedAt", "id"]],
};

/** `newest`, `supported` and `active` are what lists of public ideas are sorted by; only public ones have them. */
export const ideaDocument: DocumentKind<Idea> = {
  name: "idea",
  schema: 1,
  fields: {
    scalars: ["consultation", "audience", "author", "stage", "category", "district", "answered", "newest", "supported", "active"],
    of: ideaFields,
  },
  indexes: [
    ...["newest", "supported", "active"].flatMap((sort) => [
      [sort, "id", "answered", "audience"],
      ["category", sort, "id", "answered"],
      ["district", sort, "id", "category", "answered"],
      ["consultation", sort, "id", "answered"],
      ["consultation", "category", sort, "id", "answered"],
      ["consultation", "district", sort, "id", "category", "answered"],
    ]),
    ["author", "id"],
    ["stage", "consultation", "id"],
    ["stage", "id"],
  ],
  sparse: ["category", "district"],
};

function ideaFields(idea: Idea): Readonly<Record<string, string | number | null>> {
  const { stage, audience, consultation } = idea;
  if (idea.stage === "erased") return { stage, audience, consultation };
  const content = contentOf(idea);
  const life = idea.stage === "published" ? lifeOf(idea) : undefined;
  return {
    stage,
    audience,
    consultation,
    author: idea.author ?? null,
    category: content?.category ?? null,
    district: content?.district ?? null,
    answered: life === undefined ? null : Number(life.answer !== undefined),
    newest: life?.publishedAt ?? null,
    supported: life?.supports ?? null,
    active: life?.activeAt ?? null,
  };
}

export const ideaTextDocument: DocumentKind<IdeaText> = {
  name: "idea-text",
  schema: 1,
  fields: { lists: ["words"], of: ({ title, text, searchable }) => ({ words: searchable ? wordsOf(`${title}\n${text}`) : [] }) },
};

export const answerDocument: DocumentKind<OfficialAnswer> = { name: "official-answer", schema: 1 };
export const imageDocument: DocumentKind<StoredImage> = { name: "image", schema: 1 };
/** Its id is `consultation/reference`. */
export const referenceDocument: DocumentKind<ReferenceTaken> = { name: "reference", schema: 1 };

export const supportDocument: DocumentKind<Support> = {
  name: "support",
  schema: 1,
  fields: { scalars: ["idea", "person"], of: ({ idea, person }) => ({ idea, person }) },
  indexes: [["idea"], ["person", "id"]],
};

export const commentDocument: DocumentKind<Comment> = {
  name: "comment",
  schema: 1,
  fields: {
    scalars: ["idea", "at", "stage", "author"],
    of: (comment) => ({ idea: comment.idea, at: comment.at, stage: comment.stage, author: comment.stage === "erased" ? null : comment.author }),
  },
  indexes: [
    ["idea", "at", "id"],
    ["idea", "stage", "at"],
    ["author", "id"],
  ],
};

export const reportDocument: DocumentKind<Report> = {
  name: "report",
  schema: 1,
  fields: { scalars: ["target", "person", "at", "ground"], of: ({ target, person, at, ground }) => ({ target, person, at, ground }) },
  indexes: [
    ["target", "at", "id"],
    ["person", "id"],
  ],
};

export const caseDocument: DocumentKind<ReportedCase> = {
  name: "reported-case",
  schema: 1,
  fields: {
    scalars: ["stage", "consultation", "firstAt"],
    of: ({ stage, consultation, firstAt }) => ({ stage, consultation, firstAt }),
  },
  indexes: [
    ["stage", "firstAt", "id"],
    ["stage", "consultation", "firstAt", "id"],
  ],
};

export const historyDocument: DocumentKind<HistoryStep> = {
  name: "history-step",
  schema: 1,
  fields: { scalars: ["idea", "at"], of: ({ idea, at }) => ({ idea, at }) },
  indexes: [["idea", "at", "id"]],
};

/** Its id is the person's. */
export const writerDocument: DocumentKind<Writer> = {
  name: "writer",
  schema: 1,
  fields: { scalars: ["shownName"], of: (writer) => ({ shownName: writer.stage === "known" ? (writer.name ?? null) : null }) },
};

export const documents: readonly DocumentKind<unknown>[] = [
  consultationDocument,
  ideaDocument,
  ideaTextDocument,
  answerDocument,
  imageDocument,
  referenceDocument,
  supportDocument,
  commentDocument,
  reportDocument,
  caseDocument,
  historyDocument,
  writerDocument,
];
