import type { Id, Instant } from "@teilhabe/contracts/shapes";
import type { Consultation } from "../domain/consultation.ts";
import type { Counted } from "../domain/count-idea.ts";
import type { Comment, ReportedCase } from "../domain/discussion.ts";
import type { CountedReports } from "../domain/report.ts";
import type { FoundReport } from "../domain/tell-reporters.ts";
import type { HistoryStep } from "../domain/telling.ts";

/** A moment in a list that is sorted by time, and the id that decides between equal ones. */
export type Moment = { readonly at: Instant; readonly id: string };
type Order = "oldest" | "newest";
/** From behind a moment on, in the list's order. */
type From = { readonly after?: Moment | undefined; readonly limit: number };

export type CommentRow = { readonly id: Id; readonly comment: Comment; readonly name?: string };
export type ConsultationRow = { readonly id: Id; readonly version: number; readonly consultation: Consultation };
export type CaseRow = { readonly id: Id; readonly reported: ReportedCase };

/** Everything around ideas: at most `limit` each, each one indexed query. */
export interface DiscussionQueries {
  /** Newest first; `staffToo` false: only what is open to the public. */
  listConsultations(
    page: From & { readonly stage: Consultation["stage"]; readonly district?: string | undefined; readonly staffToo: boolean },
  ): Promise<readonly ConsultationRow[]>;
  /** Of every stage, with the names that their authors show now. */
  listComments(page: From & { readonly idea: Id; readonly order: Order }): Promise<readonly CommentRow[]>;
  /** Oldest first. */
  listHistory(page: From & { readonly idea: Id }): Promise<readonly (HistoryStep & { readonly id: string })[]>;
  /** What the ledgers hold now: each support, each public comment. */
  countIdea(idea: Id): Promise<Counted>;
  /** Longest waiting first. */
  listCases(page: From & { readonly stage: ReportedCase["stage"]; readonly consultation?: Id | undefined }): Promise<readonly CaseRow[]>;
  listReports(page: From & { readonly target: Id; readonly order: Order }): Promise<readonly FoundReport[]>;
  /** Reports of a target that came after this time; undefined: there are none. */
  countReports(target: Id, since: Instant | undefined): Promise<CountedReports | undefined>;
}
