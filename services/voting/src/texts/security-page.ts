import type { Secrecy } from "@teilhabe/contracts/voting/shapes";
import type { Section } from "./rules-facts.ts";
import { securityInGerman } from "./security-de.ts";
import { securityInPlainGerman } from "./security-de-x-leicht.ts";
import { securityInEnglish } from "./security-en.ts";

/** A page that tells citizens and councils what is promised about votes of this secrecy, how to check it, and what remains (docs/voting-security.md). */
export function securityPage(secrecy: Secrecy) {
  const own = (sections: readonly Section[]) => sections.map(({ heading, paragraphs }) => ({ heading, paragraphs: [...paragraphs] }));
  return { de: own(securityInGerman[secrecy]), "de-x-leicht": own(securityInPlainGerman[secrecy]), en: own(securityInEnglish[secrecy]) };
}
