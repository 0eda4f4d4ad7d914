import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, PAGE_BYTES_MAX, pageFrom } from "@teilhabe/platform/paging";
import { commentDocument, consultationDocument, ideaDocument, writerDocument } from "../domain/documents.ts";
import { missing } from "../domain/idea.ts";
import { postComment } from "../domain/post-comment.ts";
import { shownComment } from "../domain/show-comment.ts";
import { reads } from "../domain/show-idea.ts";
import { withdrawComment } from "../domain/withdraw-comment.ts";
import type { IdeasPorts } from "../ports.ts";
import { badCursor, momentOf } from "./cursors.ts";

type Handled = Pick<HandlersOf<typeof ideasContract>, "postComment" | "withdrawComment" | "listComments">;

export function discussionHandlers({ store, ports, decide }: ModuleContext<IdeasPorts>): Handled {
  return {
    postComment: decide(async (desk, input, asked) => {
      const idea = await desk.load(ideaDocument, input.idea);
      const consultation = idea && (await desk.load(consultationDocument, idea.state.consultation));
      const writer = await desk.load(writerDocument, asked.by ?? "");
      const repliedTo = input.replyTo === undefined ? undefined : await desk.load(commentDocument, input.replyTo);
      return postComment({ idea, consultation, writer, repliedTo }, input, asked);
    }),
    withdrawComment: decide(async (desk, input, asked) => {
      const comment = await desk.load(commentDocument, input.comment);
      return withdrawComment({ comment, writer: await desk.load(writerDocument, asked.by ?? "") }, asked);
    }),
    listComments: async ({ idea: id, sort, after, limit }, asked) => {
      const idea = await store.load(ideaDocument, id);
      const gone = missing(idea, asked);
      if (gone !== undefined) return gone;
      // What was said about an idea that is no longer public is for those who may still read it.
      if (idea === undefined || idea.state.stage === "erased" || !reads(idea.state, asked)) return { items: [] };
      const from = momentOf(after);
      if (from === "bad") return badCursor();
      const found = await ports.discussion.listComments({ idea: id, order: sort, after: from, limit: limit + 1 });
      const comments = found.map((row) => shownComment(row.id, row.comment, row.name, asked));
      return pageFrom(comments, limit, (last) => cursorOf([last.at, last.id]), PAGE_BYTES_MAX);
    },
  };
}
