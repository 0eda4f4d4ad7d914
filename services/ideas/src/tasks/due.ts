import type { TaskHandler } from "@teilhabe/platform/module";
import { answerOverdue } from "../domain/answer-overdue.ts";
import { consultationDocument, ideaDocument, ideaTextDocument, imageDocument } from "../domain/documents.ts";
import { dropText, isDroppable } from "../domain/drop-text.ts";
import { enterPhase } from "../domain/enter-phase.ts";

export const enterPhaseTask: TaskHandler<{ consultation: string }> = async (desk, { consultation }, asked) =>
  enterPhase(await desk.load(consultationDocument, consultation), asked);

export const answerOverdueTask: TaskHandler<{ idea: string }> = async (desk, { idea }, asked) =>
  answerOverdue(await desk.load(ideaDocument, idea), asked);

export const dropTextTask: TaskHandler<{ idea: string }> = async (desk, data) => {
  const idea = await desk.load(ideaDocument, data.idea);
  if (!isDroppable(idea)) return undefined;
  await desk.loadMany(
    imageDocument,
    (idea.state.content?.images ?? []).map(({ id }) => id),
  );
  return dropText(idea, await desk.load(ideaTextDocument, data.idea));
};
