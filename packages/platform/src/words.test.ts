import { describe, expect, test } from "@jest/globals";
import { behindPrefix, prefixesOf, queryWordsOf, WORD_LENGTH_MAX, WORDS_MAX, wordsOf } from "./words.ts";

describe("the words of a text", () => {
  test("do not depend on case, umlauts, accents or how a letter is encoded", () => {
    const expected = ["baenke", "fuer", "strassencafe", "lodz"];
    expect(wordsOf("Bänke für Straßencafé, Łódź!")).toEqual(expected);
    expect(wordsOf("BÄNKE FÜR STRASSENCAFÉ ŁÓDŹ".normalize("NFD"))).toEqual(expected);
    expect(wordsOf("baenke fuer strassencafe lodz")).toEqual(expected);
  });

  test("are letters and digits of any script, each word once", () => {
    expect(wordsOf("парк парк ١٢ 2027-II")).toEqual(["парк", "١٢", "2027", "ii"]);
    expect(wordsOf("…—!")).toEqual([]);
  });

  test("are bounded in length and number", () => {
    expect(wordsOf("x".repeat(1_000))).toEqual(["x".repeat(WORD_LENGTH_MAX)]);
    expect(wordsOf(Array.from({ length: 2_000 }, (_, n) => `w${n}`).join(" "))).toHaveLength(WORDS_MAX);
  });
});

describe("the words of a query", () => {
  test("leave out what another one says more exactly", () => {
    expect(queryWordsOf("Bank Bankett bank")).toEqual(["bankett"]);
    expect(queryWordsOf("a b c d e f g h i j")).toHaveLength(8);
  });
});

test("prefixes are the beginnings of words, and the words", () => {
  expect(prefixesOf(["baenke", "am"])).toEqual(["baenke", "am", "bae", "baen", "baenk"]);
});

test("behind a prefix sorts every word that begins so, and before every other that follows", () => {
  expect(["park", "parkbank", "park🌳"].every((word) => word >= "park" && word < behindPrefix("park"))).toBe(true);
  expect("parl" < behindPrefix("park")).toBe(false);
});
