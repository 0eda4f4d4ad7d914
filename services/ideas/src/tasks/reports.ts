import type { TaskHandler } from "@teilhabe/platform/module";
import { caseDocument, reportDocument } from "../domain/documents.ts";
import { type Decided, type Dropping, REPORTS_AT_ONCE, reportersTold, reportsDropped } from "../domain/tell-reporters.ts";
import type { DiscussionQueries } from "../queries/discussion-queries.ts";

export function tellReportersTask(discussion: DiscussionQueries): TaskHandler<Decided> {
  return async (_desk, decided, asked) => {
    const { target, after } = decided;
    const page = await discussion.listReports({ target, order: "oldest", after, limit: REPORTS_AT_ONCE });
    return reportersTold(page, decided, asked);
  };
}

export function dropReportsTask(discussion: DiscussionQueries): TaskHandler<Dropping> {
  return async (desk, dropping, asked) => {
    const found = await discussion.listReports({ target: dropping.target, order: "oldest", limit: REPORTS_AT_ONCE });
    const loaded = await desk.loadMany(
      reportDocument,
      found.map(({ id }) => id),
    );
    const page = loaded.flatMap((report) => (report === undefined ? [] : [{ id: report.id, ...report.state }]));
    const reported = await desk.load(caseDocument, dropping.target);
    return reportsDropped(page, reported !== undefined, dropping, asked);
  };
}
