import { factOf } from "@teilhabe/contracts/event";
import { CommentErased } from "@teilhabe/contracts/ideas/comment-events";
import { IdeaErased, PersonForgotten } from "@teilhabe/contracts/ideas/events";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put, remove, type TaskDraft, type Write } from "@teilhabe/platform/rule";
import { countIdeaSoon } from "./counting.ts";
import { type Comment, placeOf } from "./discussion.ts";
import { answerDocument, commentDocument, ideaDocument, ideaTextDocument, imageDocument, referenceDocument, writerDocument } from "./documents.ts";
import { contentOf, type Idea, lifeOf } from "./idea.ts";
import { referenceId } from "./submit-idea.ts";
import { dropReports } from "./tell-reporters.ts";
import { tell } from "./telling.ts";

/** Erases what a person wrote and did here, some at a time. */
export const FORGET = "forget";
/** Forgets even that somebody was forgotten. */
export const DROP_FORGOTTEN = "drop-forgotten";
/** Longer than any token lives: until then its holder is refused, whoever still remembers it. */
export const FORGOTTEN_KEPT_MS = 30 * 86_400_000;

export type Forgetting = { readonly person: Id };

export function forgetOn(person: Id, asked: Asked): TaskDraft {
  return { kind: FORGET, id: `${FORGET}/${person}/${asked.newId()}`, key: `${FORGET}/${person}`, dueAtMs: asked.atMs, data: { person } };
}

/** From now on nothing of this person is taken any more; what is there goes step by step. */
export function beginForgetting(person: Id, asked: Asked): Outcome<undefined> {
  return { writes: [put(writerDocument, person, { stage: "forgotten" })], tasks: [forgetOn(person, asked)], answer: undefined };
}

export function forgotten(person: Id, asked: Asked): Outcome<undefined> {
  const drop = { kind: DROP_FORGOTTEN, id: `${DROP_FORGOTTEN}/${person}`, key: `${FORGET}/${person}`, dueAtMs: asked.atMs + FORGOTTEN_KEPT_MS };
  return { facts: [factOf(PersonForgotten, { person })], tasks: [{ ...drop, data: { person } }], answer: undefined };
}

export type OwnedIdea = Loaded<Idea> & { readonly hasText: boolean; readonly hasAnswer: boolean; readonly hasReference: boolean };

/** Of each idea only that there was one stays, with its history; what the city submitted stays and has no author. */
export function eraseIdeas(owned: readonly OwnedIdea[], asked: Asked): Outcome<undefined> {
  const erased = owned.map((idea) => eraseIdea(idea, asked));
  return {
    writes: erased.flatMap((one) => one.writes ?? []),
    facts: erased.flatMap((one) => one.facts ?? []),
    tasks: erased.flatMap((one) => one.tasks ?? []),
    answer: undefined,
  };
}

function eraseIdea({ id, state, hasText, hasAnswer, hasReference }: OwnedIdea, asked: Asked): Outcome<undefined> {
  if (state.stage === "erased") return { answer: undefined };
  const { consultation, audience } = state;
  if (state.byCity) {
    const { author: _author, ...anonymous } = state;
    return { writes: [put(ideaDocument, id, anonymous)], answer: undefined };
  }
  const wasPublic = lifeOf(state) !== undefined;
  const { facts, writes } = tell(audience, wasPublic ? [factOf(IdeaErased, { idea: id, consultation })] : [], asked);
  const parts: Write[] = [
    ...(hasText ? [remove(ideaTextDocument, id)] : []),
    ...(hasAnswer ? [remove(answerDocument, id)] : []),
    ...(hasReference && state.reference !== undefined ? [remove(referenceDocument, referenceId(consultation, state.reference))] : []),
    ...(contentOf(state)?.images ?? []).map((image) => remove(imageDocument, image.id)),
  ];
  return {
    writes: [put(ideaDocument, id, { stage: "erased", consultation, audience, wasPublic }), ...parts, ...writes],
    facts,
    tasks: wasPublic ? [dropReports({ target: id }, asked.atMs, asked)] : [],
    answer: undefined,
  };
}

/** Comments keep their place, without text and author. */
export function eraseComments(comments: readonly Loaded<Comment>[], asked: Asked): Outcome<undefined> {
  const there = comments.filter(({ state }) => state.stage !== "erased");
  return {
    writes: there.map(({ id, state }) => put(commentDocument, id, { ...placeOf(state), stage: "erased" })),
    facts: there.flatMap(({ id, state }) => {
      const { idea, consultation, audience } = state;
      return tell(audience, [factOf(CommentErased, { comment: id, idea, consultation })], asked).facts;
    }),
    tasks: there.flatMap(({ id, state }) => [countIdeaSoon(state.idea, asked), dropReports({ target: id }, asked.atMs, asked)]),
    answer: undefined,
  };
}
