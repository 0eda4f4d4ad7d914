import { holds } from "@teilhabe/contracts/asker";
import type { submitIdea as operation } from "@teilhabe/contracts/ideas/idea-operations";
import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { assuranceFault, type Consultation, consultationMissing, openTo, type PublishedConsultation, phaseFault } from "./consultation.ts";
import { ideaDocument, ideaTextDocument, referenceDocument } from "./documents.ts";
import type { DraftIdea, ReferenceTaken } from "./idea.ts";
import { given } from "./optional.ts";
import { CITY_PHASES, madePublic } from "./publish-idea.ts";
import { asWriter, goneFault, type Writer } from "./writer.ts";

type Input = InputOf<typeof operation>;
export type Submission = {
  readonly consultation: Loaded<Consultation> | undefined;
  readonly writer: Loaded<Writer> | undefined;
  /** Of this reference, where one is given. */
  readonly taken: Loaded<ReferenceTaken> | undefined;
};

export function referenceId(consultation: Id, reference: string): string {
  return `${consultation}/${reference}`;
}

export function submitIdea({ consultation, writer, taken }: Submission, input: Input, asked: Asked): Refusal | Outcome<OutputOf<typeof operation>> {
  if (asked.by === undefined) return refuse("token-needed", "Sign in first.");
  const gone = goneFault(writer);
  if (gone !== undefined) return gone;
  if (!openTo(asked, consultation)) return consultationMissing();
  const fault = submissionFault(consultation.state, input, asked) ?? codeFault(consultation.state, input) ?? referenceFault(taken);
  if (fault !== undefined) return fault;

  const id = asked.newId();
  const draft = draftOf(input, consultation.state, asked);
  const text = { title: input.title, text: input.text, searchable: !input.draft };
  const known = asWriter(writer, asked.by, asked);
  const published = input.draft ? { idea: draft, facts: [], writes: [] } : madePublic(id, draft, asked);
  const reference = input.reference === undefined ? [] : [put(referenceDocument, referenceId(input.consultation, input.reference), { idea: id })];
  return {
    writes: [put(ideaDocument, id, published.idea), put(ideaTextDocument, id, text), ...reference, ...known.writes, ...published.writes],
    facts: published.facts,
    tasks: known.tasks,
    answer: { idea: id, version: 1, stage: published.idea.stage },
  };
}

function draftOf(input: Input, { audience }: Consultation, asked: Asked): DraftIdea {
  const { consultation, title, category, district, place, cost, reference, asCity } = input;
  return {
    stage: "draft",
    ...{ consultation, audience, title, byCity: asCity, images: [] },
    ...given({ category, district, place, cost, reference, author: asked.by }),
  };
}

function submissionFault(consultation: PublishedConsultation, { asCity }: Input, asked: Asked): Refusal | undefined {
  if (asCity && !holds(asked, "staff")) return refuse("grant-needed", "Only staff submit in the name of the city.");
  return phaseFault(consultation, asCity ? CITY_PHASES : ["ideas"], asked) ?? assuranceFault(consultation, asked);
}

/** A category or district that the consultation does not have. */
export function codeFault(
  { categories, districts }: Consultation,
  { category, district }: { readonly category?: string | null | undefined; readonly district?: string | null | undefined },
): Refusal | undefined {
  const unknown = (code: string | null | undefined, named: readonly { readonly code: string }[]) =>
    code !== undefined && code !== null && !named.some((one) => one.code === code);
  const among = (named: readonly { readonly code: string }[]) => named.map(({ code }) => code).join(", ") || "none";
  if (unknown(category, categories))
    return refuse("unknown-category", `The categories of this consultation are: ${among(categories)}.`, { errors: at("category") });
  if (unknown(district, districts))
    return refuse("unknown-district", `The districts of this consultation are: ${among(districts)}.`, { errors: at("district") });
  return undefined;
}

function at(field: string) {
  return [{ pointer: `/${field}`, message: "is not one of this consultation" }];
}

function referenceFault(taken: Loaded<ReferenceTaken> | undefined): Refusal | undefined {
  if (taken === undefined) return undefined;
  return refuse("reference-taken", "Another idea of this consultation has this reference.", { facts: { idea: taken.state.idea } });
}
