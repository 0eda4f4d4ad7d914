import { factOf } from "@teilhabe/contracts/event";
import { ContentReported } from "@teilhabe/contracts/ideas/comment-events";
import type { Ground } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Instant } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { sees } from "./consultation.ts";
import { countReportsSoon } from "./counting.ts";
import { type Comment, commentErased, commentMissing, type ReportedCase, reportId, type Target } from "./discussion.ts";
import { caseDocument, reportDocument } from "./documents.ts";
import { type Idea, missing, stageFault } from "./idea.ts";
import { given } from "./optional.ts";
import { goneFault, stillThere, type Writer } from "./writer.ts";

type Input = { readonly ground: Ground; readonly explanation?: string | undefined };
type Done = Refusal | Outcome<Record<string, never>>;

export function reportIdea(
  { idea, writer }: { readonly idea: Loaded<Idea> | undefined; readonly writer: Loaded<Writer> | undefined },
  input: Input,
  asked: Asked,
): Done {
  const gone = goneFault(writer) ?? missing(idea, asked);
  if (gone !== undefined) return gone;
  if (idea?.state.stage !== "published") return stageFault(idea?.state.stage ?? "none", "published");
  return reported({ target: idea.id, kind: "idea", idea: idea.id, consultation: idea.state.consultation }, input, asked);
}

export function reportComment(
  { comment, writer }: { readonly comment: Loaded<Comment> | undefined; readonly writer: Loaded<Writer> | undefined },
  input: Input,
  asked: Asked,
): Done {
  const gone = goneFault(writer);
  if (gone !== undefined) return gone;
  if (comment === undefined || !sees(asked, comment.state.audience, comment.state.consultation)) return commentMissing();
  if (comment.state.stage === "erased") return commentErased();
  if (comment.state.stage !== "published") return stageFault(comment.state.stage, "published");
  const { idea, consultation } = comment.state;
  return reported({ target: comment.id, kind: "comment", idea, consultation }, input, asked);
}

function reported(target: Target, { ground, explanation }: Input, asked: Asked): Done {
  if (asked.by === undefined) return refuse("token-needed", "Sign in first.");
  const report = { ...target, person: asked.by, ground, at: asked.at, ...given({ explanation }) };
  return {
    writes: [put(reportDocument, reportId(target.target, asked.by), report), stillThere(asked.by)],
    tasks: [countReportsSoon(target, asked)],
    answer: {},
  };
}

/** The reports of one target since it was last decided. */
export type CountedReports = {
  readonly grounds: readonly { readonly ground: Ground; readonly reports: number }[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
};

/** What was reported waits for a moderator, once however many report it. Undefined: nothing is new. */
export function openCase(
  known: Loaded<ReportedCase> | undefined,
  target: Target,
  counted: CountedReports | undefined,
): Outcome<undefined> | undefined {
  if (counted === undefined) return undefined;
  const { grounds, firstAt, lastAt } = counted;
  const reports = grounds.reduce((sum, ground) => sum + ground.reports, 0);
  const open: ReportedCase = { ...target, stage: "open", reports, grounds, firstAt, lastAt, ...given({ since: countedSince(known?.state) }) };
  const wasOpen = known?.state.stage === "open";
  if (wasOpen && JSON.stringify(known.state) === JSON.stringify(open)) return undefined;
  return {
    writes: [put(caseDocument, target.target, open)],
    facts: wasOpen ? [] : [factOf(ContentReported, { ...target })],
    answer: undefined,
  };
}

/** Since when reports count: those that a moderator has looked at do not count again. */
export function countedSince(known: ReportedCase | undefined): Instant | undefined {
  return known?.stage === "decided" ? known.decidedAt : known?.since;
}
