import { factOf } from "@teilhabe/contracts/event";
import { ReportDecided } from "@teilhabe/contracts/ideas/comment-events";
import type { Ground, Moderation } from "@teilhabe/contracts/ideas/shapes";
import type { Instant } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, remove, type TaskDraft } from "@teilhabe/platform/rule";
import type { Report, Target } from "./discussion.ts";
import { caseDocument, reportDocument } from "./documents.ts";

/** Tells everyone who reported something what became of it, page by page. */
export const TELL_REPORTERS = "tell-reporters";
/** Deletes the reports of something, page by page. */
export const DROP_REPORTS = "drop-reports";
/** So long reports are kept after the decision: whoever disagrees may complain for six months (Digital Services Act, article 20). */
export const REPORTS_KEPT_MS = 183 * 86_400_000;
/** Reports that one task handles. */
export const REPORTS_AT_ONCE = 200;

export type Decided = Target & {
  readonly decision: Moderation["decision"];
  readonly ground: Ground;
  readonly decidedAt: Instant;
  /** The last report of the page before. */
  readonly after?: { readonly at: Instant; readonly id: string };
};
export type FoundReport = Report & { readonly id: string };
/** Reports up to this time; undefined: all of them, and the case. */
export type Dropping = { readonly target: string; readonly until?: Instant };

export function tellReporters(decided: Decided, asked: Asked): TaskDraft {
  return { kind: TELL_REPORTERS, id: `${TELL_REPORTERS}/${asked.newId()}`, key: `reports/${decided.target}`, dueAtMs: asked.atMs, data: decided };
}

export function dropReports(dropping: Dropping, dueAtMs: number, asked: Asked): TaskDraft {
  return { kind: DROP_REPORTS, id: `${DROP_REPORTS}/${asked.newId()}`, key: `reports/${dropping.target}`, dueAtMs, data: dropping };
}

export function reportersTold(page: readonly FoundReport[], decided: Decided, asked: Asked): Outcome<undefined> {
  const { target, kind, idea, consultation, decision, ground, decidedAt } = decided;
  const told = page.filter((report) => report.at <= decidedAt);
  const last = told.at(-1);
  const more = last !== undefined && told.length === REPORTS_AT_ONCE;
  return {
    facts: told.map(({ person }) => factOf(ReportDecided, { target, kind, idea, consultation, person, decision, ground })),
    tasks: more
      ? [tellReporters({ ...decided, after: { at: last.at, id: last.id } }, asked)]
      : [dropReports({ target, until: decidedAt }, asked.atMs + REPORTS_KEPT_MS, asked)],
    answer: undefined,
  };
}

/** @param page oldest first, as loaded from the desk */
export function reportsDropped(page: readonly FoundReport[], hasCase: boolean, dropping: Dropping, asked: Asked): Outcome<undefined> {
  const dropped = page.filter(({ at }) => dropping.until === undefined || at <= dropping.until);
  const more = dropped.length === REPORTS_AT_ONCE;
  const last = !more && hasCase && dropped.length === page.length;
  return {
    writes: [...dropped.map(({ id }) => remove(reportDocument, id)), ...(last ? [remove(caseDocument, dropping.target)] : [])],
    tasks: more ? [dropReports(dropping, asked.atMs, asked)] : [],
    answer: undefined,
  };
}
