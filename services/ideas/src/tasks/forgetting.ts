import type { Desk } from "@teilhabe/platform/decide";
import type { TaskHandler } from "@teilhabe/platform/module";
import { type Asked, type Outcome, remove } from "@teilhabe/platform/rule";
import { countIdeaSoon } from "../domain/counting.ts";
import {
  answerDocument,
  commentDocument,
  ideaDocument,
  ideaTextDocument,
  imageDocument,
  referenceDocument,
  reportDocument,
  supportDocument,
  writerDocument,
} from "../domain/documents.ts";
import { eraseComments, eraseIdeas, type Forgetting, forgetOn, forgotten } from "../domain/forget-person.ts";
import { contentOf } from "../domain/idea.ts";
import { referenceId } from "../domain/submit-idea.ts";
import type { PersonQueries } from "../queries/person-queries.ts";

/** What one task erases at once, so that no commit is long. */
const IDEAS_AT_ONCE = 20;
const COMMENTS_AT_ONCE = 100;
const ENTRIES_AT_ONCE = 200;

/** Erases the next page of what a person left here; the last one says so. */
export function forgetTask(persons: PersonQueries): TaskHandler<Forgetting> {
  return async (desk, { person }, asked) => {
    const ideas = await persons.idsOf("idea", person, undefined, IDEAS_AT_ONCE);
    if (ideas.length > 0) return goingOn(await erasingIdeas(desk, ideas, asked), person, asked);
    const comments = await persons.idsOf("comment", person, undefined, COMMENTS_AT_ONCE);
    if (comments.length > 0) return goingOn(await erasingComments(desk, comments, asked), person, asked);
    const supports = await persons.idsOf("support", person, undefined, ENTRIES_AT_ONCE);
    if (supports.length > 0) return goingOn(await removingSupports(desk, supports, asked), person, asked);
    const reports = await persons.idsOf("report", person, undefined, ENTRIES_AT_ONCE);
    if (reports.length > 0) return goingOn(await removingReports(desk, reports), person, asked);
    return forgotten(person, asked);
  };
}

/** The mark that a person is forgotten goes too, once no token can outlive it. */
export const dropForgottenTask: TaskHandler<Forgetting> = async (desk, { person }) => {
  const writer = await desk.load(writerDocument, person);
  return writer?.state.stage === "forgotten" ? { writes: [remove(writerDocument, person)], answer: undefined } : undefined;
};

function goingOn(outcome: Outcome<undefined>, person: string, asked: Asked): Outcome<undefined> {
  return { ...outcome, tasks: [...(outcome.tasks ?? []), forgetOn(person, asked)] };
}

async function erasingIdeas(desk: Desk, ids: readonly string[], asked: Asked): Promise<Outcome<undefined>> {
  const owned = [];
  for (const idea of await desk.loadMany(ideaDocument, ids)) {
    if (idea === undefined || idea.state.stage === "erased") continue;
    const { consultation, reference } = idea.state;
    const images = contentOf(idea.state)?.images ?? [];
    await desk.loadMany(
      imageDocument,
      images.map(({ id }) => id),
    );
    owned.push({
      ...idea,
      hasText: (await desk.load(ideaTextDocument, idea.id)) !== undefined,
      hasAnswer: (await desk.load(answerDocument, idea.id)) !== undefined,
      hasReference: reference !== undefined && (await desk.load(referenceDocument, referenceId(consultation, reference))) !== undefined,
    });
  }
  return eraseIdeas(owned, asked);
}

async function erasingComments(desk: Desk, ids: readonly string[], asked: Asked): Promise<Outcome<undefined>> {
  const found = await desk.loadMany(commentDocument, ids);
  return eraseComments(
    found.filter((comment) => comment !== undefined),
    asked,
  );
}

async function removingSupports(desk: Desk, ids: readonly string[], asked: Asked): Promise<Outcome<undefined>> {
  const found = (await desk.loadMany(supportDocument, ids)).filter((support) => support !== undefined);
  return {
    writes: found.map(({ id }) => remove(supportDocument, id)),
    tasks: found.map(({ state }) => countIdeaSoon(state.idea, asked)),
    answer: undefined,
  };
}

async function removingReports(desk: Desk, ids: readonly string[]): Promise<Outcome<undefined>> {
  const found = (await desk.loadMany(reportDocument, ids)).filter((report) => report !== undefined);
  return { writes: found.map(({ id }) => remove(reportDocument, id)), answer: undefined };
}
