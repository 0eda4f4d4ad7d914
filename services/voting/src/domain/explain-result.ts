import type { Definition } from "@teilhabe/contracts/voting/definition";
import { explainOutcome } from "@teilhabe/counting/explain/explain";
import type { Outcome } from "@teilhabe/counting/outcome";
import { electionOf, noBallots } from "./election.ts";

/** The count in words: one text for each round, then one for each tie. `more`: it is longer than a message and ends early. */
export type Explanation = { readonly lines: readonly string[]; readonly more: boolean };

export const LANGUAGES = ["de", "de-x-leicht", "en"] as const;
export type ExplainedIn = (typeof LANGUAGES)[number];

/** UTF-16 code units of one explanation. */
const CHARACTERS_MAX = 150_000;

export function explainResult(definition: Definition, outcome: Outcome): readonly (readonly [ExplainedIn, Explanation])[] {
  const election = electionOf(definition, noBallots(definition.paper.kind));
  const currency = definition.currency === undefined ? {} : { currency: definition.currency };
  return LANGUAGES.map((language) => [language, cutOff(explainOutcome({ outcome, election, language, ...currency }))] as const);
}

function cutOff(lines: readonly string[]): Explanation {
  let characters = 0;
  const end = lines.findIndex((line) => {
    characters += line.length;
    return characters > CHARACTERS_MAX;
  });
  return end === -1 ? { lines, more: false } : { lines: lines.slice(0, end), more: true };
}
