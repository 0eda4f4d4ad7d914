import type { TaskHandler } from "@teilhabe/platform/module";
import { NotYet } from "@teilhabe/platform/tasks/worker";
import { countableAtMs, countIdea, isCounted } from "../domain/count-idea.ts";
import { COUNT_IDEA, COUNT_REPORTS, type Counting, countAgain } from "../domain/counting.ts";
import type { Target } from "../domain/discussion.ts";
import { caseDocument, consultationDocument, ideaDocument } from "../domain/documents.ts";
import { countedSince, openCase } from "../domain/report.ts";
import type { DiscussionQueries } from "../queries/discussion-queries.ts";

/** Brings an idea's counts up to what the ledgers hold, at most once in COUNT_EVERY_MS. */
export function countIdeaTask(discussion: DiscussionQueries): TaskHandler<Counting<{ idea: string }>> {
  return async (desk, data, asked) => {
    const idea = await desk.load(ideaDocument, data.idea);
    if (!isCounted(idea)) return undefined;
    const atMs = countableAtMs(idea.state);
    if (atMs > asked.atMs) throw new NotYet(atMs, "this idea was counted a moment ago");
    const consultation = await desk.load(consultationDocument, idea.state.consultation);
    if (consultation === undefined) return undefined;
    const counted = countIdea(idea, consultation.state, await discussion.countIdea(data.idea), asked);
    return { ...(counted ?? { answer: undefined }), tasks: [...(counted?.tasks ?? []), ...countAgain(COUNT_IDEA, data.idea, data, asked)] };
  };
}

/** Opens or updates the case of what was reported. */
export function countReportsTask(discussion: DiscussionQueries): TaskHandler<Counting<Target>> {
  return async (desk, data, asked) => {
    const { target, kind, idea, consultation } = data;
    const known = await desk.load(caseDocument, target);
    const counted = await discussion.countReports(target, countedSince(known?.state));
    const outcome = openCase(known, { target, kind, idea, consultation }, counted);
    return { ...(outcome ?? { answer: undefined }), tasks: countAgain(COUNT_REPORTS, target, data, asked) };
  };
}
