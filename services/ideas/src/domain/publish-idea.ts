import { type Fact, factOf } from "@teilhabe/contracts/event";
import { IdeaAuthored, IdeaPublished } from "@teilhabe/contracts/ideas/events";
import type { Phase } from "@teilhabe/contracts/ideas/shapes";
import { isRefusal, type Refusal } from "@teilhabe/contracts/refusal";
import type { Id } from "@teilhabe/contracts/shapes";
import { type Asked, type Outcome, put, type Write } from "@teilhabe/platform/rule";
import { assuranceFault, phaseFault } from "./consultation.ts";
import { ideaDocument, ideaTextDocument } from "./documents.ts";
import { type DraftIdea, type PublishedIdea, stageFault } from "./idea.ts";
import { given } from "./optional.ts";
import { type OwnIdea, ownIdea } from "./own-idea.ts";
import { tell } from "./telling.ts";
import { stillThere } from "./writer.ts";

/** When the city may bring in ideas of its own, or change them. */
export const CITY_PHASES: readonly Phase[] = ["inform", "ideas", "review"];

export function publishIdea(loaded: OwnIdea, asked: Asked): Refusal | Outcome<{ idea: Id; version: number }> {
  const own = ownIdea(loaded, asked);
  if (isRefusal(own)) return own;
  const { idea, text, consultation } = own;
  if (idea.state.stage !== "draft") return stageFault(idea.state.stage, "draft");
  const fault = phaseFault(consultation, idea.state.byCity ? CITY_PHASES : ["ideas"], asked) ?? assuranceFault(consultation, asked);
  if (fault !== undefined) return fault;

  const published = madePublic(idea.id, idea.state, asked);
  return {
    writes: [
      put(ideaDocument, idea.id, published.idea),
      put(ideaTextDocument, idea.id, { ...text.state, searchable: true }),
      stillThere(own.person),
      ...published.writes,
    ],
    facts: published.facts,
    answer: { idea: idea.id, version: text.version + 1 },
  };
}

/** The public idea, and what there is to tell. */
export function madePublic(
  id: Id,
  draft: DraftIdea,
  asked: Asked,
): { readonly idea: PublishedIdea; readonly facts: Fact[]; readonly writes: Write[] } {
  const life = { publishedAt: asked.at, activeAt: asked.at, supports: 0, comments: 0, countedAtMs: 0 };
  const { consultation, audience, author, byCity, category, district, cost } = draft;
  const { facts, writes } = tell(
    audience,
    [factOf(IdeaPublished, { idea: id, consultation, byCity, ...given({ category, district, cost }) })],
    asked,
  );
  const authored = author === undefined ? [] : [factOf(IdeaAuthored, { idea: id, consultation, person: author })];
  return { idea: { ...draft, ...life, stage: "published" }, facts: [...facts, ...authored], writes };
}
