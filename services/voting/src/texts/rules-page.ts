import type { Ballot } from "../domain/ballot.ts";
import { rulesInGerman } from "./rules-de.ts";
import { rulesInPlainGerman } from "./rules-de-x-leicht.ts";
import { rulesInEnglish } from "./rules-en.ts";
import { rulesFactsOf, type Section } from "./rules-facts.ts";

/** A page that tells those who vote what counts: who may vote, how, how it is counted, and what happens to the vote. */
export function rulesPage(ballot: Ballot) {
  const facts = rulesFactsOf(ballot);
  const own = (sections: readonly Section[]) => sections.map(({ heading, paragraphs }) => ({ heading, paragraphs: [...paragraphs] }));
  return { de: own(rulesInGerman(facts)), "de-x-leicht": own(rulesInPlainGerman(facts)), en: own(rulesInEnglish(facts)) };
}
