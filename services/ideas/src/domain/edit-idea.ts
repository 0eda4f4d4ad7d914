import { type Fact, factOf } from "@teilhabe/contracts/event";
import { IdeaEdited } from "@teilhabe/contracts/ideas/events";
import type { editIdea as operation } from "@teilhabe/contracts/ideas/idea-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, put, type Write } from "@teilhabe/platform/rule";
import { type Consultation, phaseFault } from "./consultation.ts";
import { ideaDocument, ideaTextDocument } from "./documents.ts";
import { type DraftIdea, type Idea, type PublishedIdea, stageFault } from "./idea.ts";
import { changed, given } from "./optional.ts";
import { type OwnIdea, ownIdea } from "./own-idea.ts";
import { CITY_PHASES } from "./publish-idea.ts";
import { codeFault } from "./submit-idea.ts";
import { tell } from "./telling.ts";
import { stillThere } from "./writer.ts";

type Change = InputOf<typeof operation>;
type Edited = { readonly facts: Fact[]; readonly writes: Write[] };

export type EditableIdea = DraftIdea | PublishedIdea;
type Field = "title" | "text" | "category" | "district" | "place" | "cost" | "images";
const EDITED = ["title", "text", "category", "district", "place", "cost"] as const;

export function editIdea(loaded: OwnIdea, change: Change, asked: Asked): Refusal | Outcome<{ idea: Id; version: number }> {
  const own = ownIdea(loaded, asked);
  if (isRefusal(own)) return own;
  const { idea, text, consultation } = own;
  if (!isEditable(idea.state)) return stageFault(idea.state.stage, "draft and published");
  const fault = editFault(idea.state, consultation, asked) ?? codeFault(consultation, change);
  if (fault !== undefined) return fault;
  const fields = EDITED.filter((field) => change[field] !== undefined);
  if (fields.length === 0) return { answer: { idea: idea.id, version: text.version } };

  const { title = text.state.title, text: words = text.state.text } = change;
  const { writes, facts } = afterEdit(idea.id, withChange(idea.state, change), fields, asked);
  return {
    writes: [
      ...writes,
      put(ideaTextDocument, idea.id, { ...text.state, title, text: words, ...(idea.state.stage === "published" && { editedAt: asked.at }) }),
      stillThere(own.person),
    ],
    facts,
    answer: { idea: idea.id, version: text.version + 1 },
  };
}

export function isEditable(idea: Idea): idea is EditableIdea {
  return idea.stage === "draft" || idea.stage === "published";
}

/** Drafts always; what is public, only while ideas are gathered. */
export function editFault(idea: EditableIdea, consultation: Consultation, asked: Asked): Refusal | undefined {
  if (idea.stage === "draft") return undefined;
  return phaseFault(consultation, idea.byCity ? CITY_PHASES : ["ideas"], asked);
}

/** The edited idea; of a public one there is something to tell. */
export function afterEdit(id: Id, edited: EditableIdea, fields: readonly Field[], asked: Asked): Edited {
  if (edited.stage === "draft") return { writes: [put(ideaDocument, id, edited)], facts: [] };
  const { consultation, audience } = edited;
  const { facts, writes } = tell(audience, [factOf(IdeaEdited, { idea: id, consultation, fields: [...fields] })], asked);
  return { writes: [put(ideaDocument, id, { ...edited, activeAt: asked.at }), ...writes], facts };
}

function withChange<State extends EditableIdea>(old: State, change: Change): State {
  const { category, district, place, cost, ...rest } = old;
  const optional = {
    category: changed(category, change.category),
    district: changed(district, change.district),
    place: changed(place, change.place),
    cost: changed(cost, change.cost),
  };
  return { ...(rest as State), title: change.title ?? old.title, ...given(optional) };
}
