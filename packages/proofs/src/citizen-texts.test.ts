import { describe, expect, test } from "@jest/globals";
import { type CitizenLanguage, citizenText } from "./citizen-texts.ts";

const LANGUAGES: readonly CitizenLanguage[] = ["de", "de-x-leicht", "en"];
const SECRECIES = ["open", "confidential", "secret"] as const;
/** DIN SPEC 33429 asks for short sentences in plain German. */
const PLAIN_SENTENCE_WORDS_MAX = 15;

describe.each(SECRECIES.flatMap((secrecy) => LANGUAGES.map((language) => [secrecy, language] as const)))(
  "what voters of a %s ballot are told in %s",
  (secrecy, language) => {
    const text = citizenText(secrecy, language);

    test("says what is promised, what remains, and what to do", () => {
      expect(text.title).not.toBe("");
      expect(Math.min(text.promises.length, text.limits.length, text.advice.length)).toBeGreaterThan(0);
      expect(text.limits.length).toBeGreaterThanOrEqual(4);
    });

    test("claims nothing that docs/voting-security.md, section 7, forbids", () => {
      const all = [text.title, ...text.promises, ...text.advice].join(" ");
      expect(all).not.toMatch(/Blockchain|BSI|zertifiziert|certified|fälschungssicher|tamper-proof|unhackbar|100 ?%|absolut sicher/i);
    });
  },
);

test("plain German keeps to short sentences", () => {
  for (const secrecy of SECRECIES) {
    const { title, promises, limits, advice } = citizenText(secrecy, "de-x-leicht");
    for (const sentence of [title, ...promises, ...limits, ...advice].flatMap((part) => part.split(/(?<=[.?!:]) /)))
      expect([sentence, sentence.split(" ").length <= PLAIN_SENTENCE_WORDS_MAX]).toEqual([sentence, true]);
  }
});
