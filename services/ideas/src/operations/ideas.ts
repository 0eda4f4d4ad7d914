import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import type { Id } from "@teilhabe/contracts/shapes";
import type { Desk } from "@teilhabe/platform/decide";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import type { Asked } from "@teilhabe/platform/rule";
import { addImage, describeImage, removeImage } from "../domain/add-image.ts";
import {
  consultationDocument,
  ideaDocument,
  ideaTextDocument,
  imageDocument,
  referenceDocument,
  supportDocument,
  writerDocument,
} from "../domain/documents.ts";
import { editIdea } from "../domain/edit-idea.ts";
import { supportId } from "../domain/idea.ts";
import type { OwnIdea } from "../domain/own-idea.ts";
import { publishIdea } from "../domain/publish-idea.ts";
import { referenceId, submitIdea } from "../domain/submit-idea.ts";
import { type Supporting, supportIdea, withdrawSupport } from "../domain/support-idea.ts";
import { withdrawIdea } from "../domain/withdraw-idea.ts";
import type { IdeasPorts } from "../ports.ts";

type Handled = Pick<
  HandlersOf<typeof ideasContract>,
  "submitIdea" | "editIdea" | "publishIdea" | "withdrawIdea" | "addImage" | "describeImage" | "removeImage" | "supportIdea" | "withdrawSupport"
>;

/** What citizens do with ideas. */
export function ideaHandlers({ decide }: ModuleContext<IdeasPorts>): Handled {
  return {
    submitIdea: decide(async (desk, input, asked) => {
      const consultation = await desk.load(consultationDocument, input.consultation);
      const writer = await desk.load(writerDocument, asked.by ?? "");
      const taken = input.reference === undefined ? undefined : await desk.load(referenceDocument, referenceId(input.consultation, input.reference));
      return submitIdea({ consultation, writer, taken }, input, asked);
    }),
    editIdea: decide(async (desk, input, asked) => editIdea(await ownIdea(desk, input.idea, asked), input, asked)),
    publishIdea: decide(async (desk, { idea }, asked) => publishIdea(await ownIdea(desk, idea, asked), asked)),
    withdrawIdea: decide(async (desk, input, asked) => withdrawIdea(await ownIdea(desk, input.idea, asked), input, asked)),
    addImage: decide(async (desk, input, asked) => addImage(await ownIdea(desk, input.idea, asked), input, asked)),
    describeImage: decide(async (desk, input, asked) => describeImage(await ownIdea(desk, input.idea, asked), input, asked)),
    removeImage: decide(async (desk, input, asked) => {
      const own = await ownIdea(desk, input.idea, asked);
      await desk.load(imageDocument, input.image);
      return removeImage(own, input, asked);
    }),
    supportIdea: decide(async (desk, { idea }, asked) => supportIdea(await supporting(desk, idea, asked), asked)),
    withdrawSupport: decide(async (desk, { idea }, asked) => withdrawSupport(await supporting(desk, idea, asked), asked)),
  };
}

/** The text comes first: its version is the one that If-Match names. */
async function ownIdea(desk: Desk, id: Id, { by }: Asked): Promise<OwnIdea> {
  const text = await desk.load(ideaTextDocument, id);
  const idea = await desk.load(ideaDocument, id);
  const consultation = idea && (await desk.load(consultationDocument, idea.state.consultation));
  return { idea, text, consultation, writer: await desk.load(writerDocument, by ?? "") };
}

async function supporting(desk: Desk, id: Id, { by }: Asked): Promise<Supporting> {
  const idea = await desk.load(ideaDocument, id);
  const consultation = idea && (await desk.load(consultationDocument, idea.state.consultation));
  const writer = await desk.load(writerDocument, by ?? "");
  return { idea, consultation, writer, support: await desk.load(supportDocument, supportId(id, by ?? "")) };
}
