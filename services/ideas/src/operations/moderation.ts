import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { refuse } from "@teilhabe/contracts/refusal";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, PAGE_BYTES_MAX, pageFrom } from "@teilhabe/platform/paging";
import { answerIdea } from "../domain/answer-idea.ts";
import { moderates } from "../domain/consultation.ts";
import { reportId } from "../domain/discussion.ts";
import {
  answerDocument,
  caseDocument,
  commentDocument,
  ideaDocument,
  ideaTextDocument,
  reportDocument,
  writerDocument,
} from "../domain/documents.ts";
import { moderateComment, moderateIdea } from "../domain/moderate.ts";
import { given } from "../domain/optional.ts";
import { reportComment, reportIdea } from "../domain/report.ts";
import type { IdeasPorts } from "../ports.ts";
import { badCursor, momentOf } from "./cursors.ts";

type Handled = Pick<
  HandlersOf<typeof ideasContract>,
  "moderateIdea" | "moderateComment" | "reportIdea" | "reportComment" | "listReportedCases" | "listReports" | "answerIdea"
>;

export function moderationHandlers({ store, ports, decide }: ModuleContext<IdeasPorts>): Handled {
  return {
    // The text comes first: its version is the one that If-Match names.
    moderateIdea: decide(async (desk, input, asked) => {
      const text = await desk.load(ideaTextDocument, input.idea);
      const idea = await desk.load(ideaDocument, input.idea);
      return moderateIdea({ idea, text, reported: await desk.load(caseDocument, input.idea) }, input, asked);
    }),
    moderateComment: decide(async (desk, input, asked) => {
      const comment = await desk.load(commentDocument, input.comment);
      return moderateComment({ comment, reported: await desk.load(caseDocument, input.comment) }, input, asked);
    }),
    reportIdea: decide(async (desk, input, asked) => {
      const idea = await desk.load(ideaDocument, input.idea);
      await desk.load(reportDocument, reportId(input.idea, asked.by ?? ""));
      return reportIdea({ idea, writer: await desk.load(writerDocument, asked.by ?? "") }, input, asked);
    }),
    reportComment: decide(async (desk, input, asked) => {
      const comment = await desk.load(commentDocument, input.comment);
      await desk.load(reportDocument, reportId(input.comment, asked.by ?? ""));
      return reportComment({ comment, writer: await desk.load(writerDocument, asked.by ?? "") }, input, asked);
    }),
    answerIdea: decide(async (desk, input, asked) => {
      const text = await desk.load(ideaTextDocument, input.idea);
      const idea = await desk.load(ideaDocument, input.idea);
      return answerIdea({ idea, text, answer: await desk.load(answerDocument, input.idea) }, input, asked);
    }),
    listReportedCases: async ({ consultation, stage, after, limit }, asked) => {
      if (!moderates(asked, consultation ?? "")) return refuse("grant-needed", "Name a consultation that you moderate: `consultation`.");
      const from = momentOf(after);
      if (from === "bad") return badCursor();
      const found = await ports.discussion.listCases({ stage, consultation, after: from, limit: limit + 1 });
      const page = pageFrom(found, limit, ({ id, reported }) => cursorOf([reported.firstAt, id]));
      return { ...page, items: page.items.map(({ reported }) => ({ ...reported, grounds: reported.grounds.map((ground) => ({ ...ground })) })) };
    },
    listReports: async ({ target, after, limit }, asked) => {
      const reported = await store.load(caseDocument, target);
      if (reported === undefined || !moderates(asked, reported.state.consultation))
        return refuse("case-not-found", "Nothing is reported of this, or not to you.");
      const from = momentOf(after);
      if (from === "bad") return badCursor();
      const found = await ports.discussion.listReports({ target, order: "newest", after: from, limit: limit + 1 });
      const page = pageFrom(found, limit, (last) => cursorOf([last.at, last.id]), PAGE_BYTES_MAX);
      return { ...page, items: page.items.map(({ ground, explanation, at }) => ({ ground, at, ...given({ explanation }) })) };
    },
  };
}
