import { describe, expect, test } from "@jest/globals";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import { methods } from "@teilhabe/counting/methods";
import { METHODS as german } from "./rules-de.ts";
import { METHODS as plain } from "./rules-de-x-leicht.ts";
import { METHODS as english } from "./rules-en.ts";
import { rulesPage } from "./rules-page.ts";

const LONGEST_PLAIN_SENTENCE = 14;

function sentencesOf(page: ReturnType<typeof rulesPage>): string[] {
  return page["de-x-leicht"].flatMap(({ paragraphs }) => paragraphs).flatMap((text) => text.split(/(?<=[.?!])\s/));
}

describe("the page of rules", () => {
  test.each(methods.map(({ id }) => id))("explains %s in every language", (id) => {
    for (const catalogue of [german, plain, english]) expect(catalogue[id]?.length).toBeGreaterThan(0);
  });

  const page = rulesPage({
    stage: "draft",
    rollGeneration: 1,
    draft: Draft.parse({
      ...budgetDraft,
      paper: { kind: "cumulative", minLength: 1, maxLength: 3, maxPoints: 5, maxSumPoints: 10 },
      minScore: 50,
      eligibility: { minimumAge: 14, districts: ["altstadt"], minimumAssurance: 2, roll: "code" },
    }),
  });

  test("says who may vote, how, how it is counted, what wins a tie, when, and who sees what", () => {
    const german = JSON.stringify(page.de);
    for (const said of [
      "mindestens 14 Jahre",
      "altstadt",
      "Stufe 2 von 4",
      "Code aus Ihrem Brief",
      "höchstens 10 Punkte",
      "50.000 EUR",
      "misfit = skip",
      "vertraulich",
      "30 Sekunden",
    ])
      expect(german).toContain(said);
    expect(page.en.map(({ heading }) => heading)).toHaveLength(page.de.length);
  });

  test("of a secret ballot says what must be kept, and what is lost without it, in every language", () => {
    const secret = rulesPage({ stage: "draft", rollGeneration: 1, draft: Draft.parse({ ...budgetDraft, secrecy: "secret" }) });
    for (const [language, code] of Object.entries({ de: "Wiederherstellungs-Code", "de-x-leicht": "Code", en: "recovery code" } as const))
      expect(JSON.stringify(secret[language as keyof typeof secret])).toContain(code);
    for (const sentence of sentencesOf(secret)) expect(sentence.split(" ").length).toBeLessThanOrEqual(LONGEST_PLAIN_SENTENCE);
  });

  test("keeps to short sentences in plain German", () => {
    for (const sentence of sentencesOf(page)) expect(sentence.split(" ").length).toBeLessThanOrEqual(LONGEST_PLAIN_SENTENCE);
  });
});
