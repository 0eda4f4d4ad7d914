import { describe, expect, test } from "@jest/globals";
import { Secrecy } from "@teilhabe/contracts/voting/shapes";
import { securityPage } from "./security-page.ts";

const LONGEST_PLAIN_SENTENCE = 14;

describe.each(Secrecy.options)("the page of security of a ballot that is %s", (secrecy) => {
  const page = securityPage(secrecy);

  test("has the same sections in every language, none of them empty", () => {
    expect(page["de-x-leicht"]).toHaveLength(page.de.length);
    expect(page.en).toHaveLength(page.de.length);
    for (const { heading, paragraphs } of Object.values(page).flat()) {
      expect(heading).not.toBe("");
      expect(paragraphs.length).toBeGreaterThan(0);
    }
  });

  test("says the same number of things in German and in English", () => {
    expect(page.en.map(({ paragraphs }) => paragraphs.length)).toEqual(page.de.map(({ paragraphs }) => paragraphs.length));
  });

  test("keeps to short sentences in plain German", () => {
    for (const sentence of page["de-x-leicht"].flatMap(({ paragraphs }) => paragraphs).flatMap((text) => text.split(/(?<=[.?!:])\s/)))
      expect(sentence.split(" ").length).toBeLessThanOrEqual(LONGEST_PLAIN_SENTENCE);
  });

  test("says what remains, and claims nothing that is not so", () => {
    const german = JSON.stringify(page.de);
    for (const said of ["Zwang", "Gerät", "Liste der Stimmberechtigten", "Kleine Gruppen", "keine Wahl im Sinne der Wahlgesetze"])
      expect(german).toContain(said);
    for (const claimed of ["absolut sicher", "unmöglich", "100 %", "Blockchain", "BSI"]) expect(german).not.toContain(claimed);
  });
});
