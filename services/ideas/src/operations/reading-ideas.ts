import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom } from "@teilhabe/platform/paging";
import type { Asked } from "@teilhabe/platform/rule";
import { imageMissing } from "../domain/add-image.ts";
import { sees } from "../domain/consultation.ts";
import { answerDocument, ideaDocument, ideaTextDocument, imageDocument, supportDocument, writerDocument } from "../domain/documents.ts";
import { contentOf, type ErasedIdea, type Idea, lifeOf, missing, supportId } from "../domain/idea.ts";
import type { ImageType } from "../domain/image-bytes.ts";
import { given } from "../domain/optional.ts";
import { reads, wholeIdea } from "../domain/show-idea.ts";
import type { IdeasPorts } from "../ports.ts";
import { badCursor, momentOf } from "./cursors.ts";
import { listIdeas } from "./list-ideas.ts";

type Handled = Pick<HandlersOf<typeof ideasContract>, "readIdea" | "listIdeas" | "readHistory" | "readImage" | "readAnswer" | "readIdeas">;

export function ideaReaders({ store, ports }: ModuleContext<IdeasPorts>): Handled {
  /** The idea, if the asker may look at it, or why not. */
  async function visible(id: Id, asked: Asked): Promise<Exclude<Idea, ErasedIdea> | Refusal> {
    const found = await store.load(ideaDocument, id);
    const gone = missing(found, asked);
    if (gone !== undefined) return gone;
    if (found === undefined || found.state.stage === "erased") throw new Error("an idea that is missing is refused before");
    return found.state;
  }

  async function nameOf(person: Id | undefined): Promise<string | undefined> {
    const writer = person === undefined ? undefined : await store.load(writerDocument, person);
    return writer?.state.stage === "known" ? writer.state.name : undefined;
  }

  return {
    listIdeas: listIdeas({ store, ports }),
    readIdea: async ({ idea: id }, asked) => {
      const idea = await visible(id, asked);
      if ("refused" in idea) return idea;
      const text = await store.load(ideaTextDocument, id);
      const answer = lifeOf(idea)?.answer === undefined ? undefined : (await store.load(answerDocument, id))?.state;
      const supported = asked.by === undefined ? undefined : (await store.load(supportDocument, supportId(id, asked.by))) !== undefined;
      return wholeIdea({ id, idea, text, answer, name: await nameOf(idea.author), supported }, asked);
    },
    readHistory: async ({ idea: id, after, limit }, asked) => {
      const found = await store.load(ideaDocument, id);
      const erased = found?.state.stage === "erased" && found.state.wasPublic && sees(asked, found.state.audience, found.state.consultation);
      if (!erased && missing(found, asked) !== undefined) return refuse("idea-not-found", "There is no such idea, or it is not open to you.");
      const from = momentOf(after);
      if (from === "bad") return badCursor();
      const steps = await ports.discussion.listHistory({ idea: id, after: from, limit: limit + 1 });
      const page = pageFrom(steps, limit, (step) => cursorOf([step.at, step.id]));
      return { ...page, items: page.items.map(({ at, what, facts }) => ({ at, what, facts })) };
    },
    readImage: async ({ idea: id, image }, asked) => {
      const idea = await visible(id, asked);
      if ("refused" in idea) return idea;
      const known = reads(idea, asked) && contentOf(idea)?.images.some((one) => one.id === image);
      const stored = known ? await store.load(imageDocument, image) : undefined;
      return stored === undefined ? imageMissing() : { mediaType: stored.state.mediaType as ImageType, base64: stored.state.base64 };
    },
    readAnswer: async ({ idea: id }, asked) => {
      const idea = await visible(id, asked);
      if ("refused" in idea) return idea;
      const answer = await store.load(answerDocument, id);
      if (answer === undefined) return refuse("not-answered", "The city has not answered this idea yet.");
      return { idea: id, editions: answer.state.editions.toReversed() };
    },
    readIdeas: async ({ ideas }) => {
      const found = await store.loadMany(ideaDocument, ideas);
      return { ideas: found.flatMap((one) => (one === undefined ? [] : forServices(one.id, one.state))) };
    },
  };
}

/** What was or is public, with its title as long as it is kept. */
function forServices(id: Id, idea: Idea) {
  if (idea.stage === "erased" || lifeOf(idea) === undefined) return [];
  const content = contentOf(idea);
  if (content === undefined) return [];
  const { consultation, audience, stage, reference, author, byCity } = idea;
  const { title, category, district, cost } = content;
  return [{ idea: id, consultation, audience, stage, title, ...given({ category, district, cost, reference, author: byCity ? undefined : author }) }];
}
