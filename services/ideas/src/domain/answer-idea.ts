import { factOf } from "@teilhabe/contracts/event";
import { AnswerPublished } from "@teilhabe/contracts/ideas/events";
import { ANSWER_EDITIONS_MAX, type Verdict } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { answerDocument, ideaDocument, ideaTextDocument } from "./documents.ts";
import { type Idea, type IdeaText, missing, type OfficialAnswer, stageFault } from "./idea.ts";
import { tell } from "./telling.ts";

export type Answering = {
  readonly idea: Loaded<Idea> | undefined;
  readonly text: Loaded<IdeaText> | undefined;
  readonly answer: Loaded<OfficialAnswer> | undefined;
};
type Input = { readonly verdict: Verdict; readonly text: string };

/** The city's answer, published at once; a new one is a further edition, and the earlier ones stay readable. */
export function answerIdea({ idea, text, answer }: Answering, input: Input, asked: Asked): Refusal | Outcome<{ idea: Id; version: number }> {
  const gone = missing(idea, asked);
  if (gone !== undefined) return gone;
  if (idea?.state.stage !== "published" || text === undefined) return stageFault(idea?.state.stage ?? "none", "published");
  const editions = answer?.state.editions ?? [];
  const last = editions.at(-1);
  if (last?.verdict === input.verdict && last.text === input.text) return { answer: { idea: idea.id, version: text.version } };
  if (editions.length >= ANSWER_EDITIONS_MAX)
    return refuse("too-many-editions", `An answer has at most ${ANSWER_EDITIONS_MAX} editions, and all of them stay readable.`);

  const { consultation, audience } = idea.state;
  const published = factOf(AnswerPublished, { idea: idea.id, consultation, verdict: input.verdict, edition: editions.length + 1 });
  const { facts, writes } = tell(audience, [published], asked);
  return {
    writes: [
      put(ideaDocument, idea.id, { ...idea.state, answer: input.verdict, activeAt: asked.at }),
      put(ideaTextDocument, idea.id, text.state),
      put(answerDocument, idea.id, { editions: [...editions, { verdict: input.verdict, text: input.text, at: asked.at }] }),
      ...writes,
    ],
    facts,
    answer: { idea: idea.id, version: text.version + 1 },
  };
}
