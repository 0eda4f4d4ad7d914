import { factOf } from "@teilhabe/contracts/event";
import { IdeaWithdrawn } from "@teilhabe/contracts/ideas/events";
import type { withdrawIdea as operation } from "@teilhabe/contracts/ideas/idea-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { phaseFault } from "./consultation.ts";
import { ideaDocument, ideaTextDocument } from "./documents.ts";
import { dropTextLater, WITHDRAWN_KEPT_MS } from "./drop-text.ts";
import { type EditableIdea, isEditable } from "./edit-idea.ts";
import { lifeOf, stageFault, type WithdrawnIdea } from "./idea.ts";
import { given } from "./optional.ts";
import { type OwnIdea, ownIdea } from "./own-idea.ts";
import { CITY_PHASES } from "./publish-idea.ts";
import { tell } from "./telling.ts";
import { stillThere } from "./writer.ts";

type Input = InputOf<typeof operation>;

/** Taken back by its author: out of lists and search, its text deleted after a while. */
export function withdrawIdea(loaded: OwnIdea, { because }: Input, asked: Asked): Refusal | Outcome<{ idea: Id; version: number }> {
  const own = ownIdea(loaded, asked);
  if (isRefusal(own)) return own;
  const { idea, text, consultation } = own;
  if (!isEditable(idea.state)) return stageFault(idea.state.stage, "draft and published");
  const fault = idea.state.stage === "draft" ? undefined : phaseFault(consultation, CITY_PHASES, asked);
  if (fault !== undefined) return fault;

  const withdrawn = factOf(IdeaWithdrawn, { idea: idea.id, consultation: idea.state.consultation, because });
  const { facts, writes } = tell(idea.state.audience, idea.state.stage === "draft" ? [] : [withdrawn], asked);
  return {
    writes: [
      put(ideaDocument, idea.id, withdrawnFrom(idea.state, asked)),
      put(ideaTextDocument, idea.id, { ...text.state, searchable: false }),
      stillThere(own.person),
      ...writes,
    ],
    facts,
    tasks: [dropTextLater(idea.id, WITHDRAWN_KEPT_MS, asked)],
    answer: { idea: idea.id, version: text.version + 1 },
  };
}

function withdrawnFrom(idea: EditableIdea, asked: Asked): WithdrawnIdea {
  const { consultation, audience, author, byCity, reference, title, category, district, place, cost, images } = idea;
  const life = lifeOf(idea);
  return {
    stage: "withdrawn",
    ...{ consultation, audience, byCity, withdrawnAt: asked.at },
    ...given({ author, reference }),
    content: { title, images, ...given({ category, district, place, cost }) },
    ...(life !== undefined && { life: onlyLife(life) }),
  };
}

function onlyLife({ publishedAt, activeAt, supports, comments, countedAtMs, answer, answerDueAt }: NonNullable<ReturnType<typeof lifeOf>>) {
  return { publishedAt, activeAt, supports, comments, countedAtMs, ...given({ answer, answerDueAt }) };
}
