/** Of one text, at most so many different words are kept: the first ones. */
export const WORDS_MAX = 500;
/** Longer words are cut, in texts and in queries alike. */
export const WORD_LENGTH_MAX = 40;
/** A query uses its first words only. */
export const QUERY_WORDS_MAX = 8;

/** Letters that do not fall apart into a letter and a mark. */
const SPELT: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  ł: "l",
  ø: "o",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const SPELT_LETTERS = /[äöüßłøæœđðþı]/g;
const MARKS = /\p{Mark}+/gu;
const BETWEEN_WORDS = /[^\p{Letter}\p{Number}]+/u;

/**
 * The words of a text as search compares them: lower case, umlauts as two letters (ä = ae, ß = ss), without accents.
 * @returns each word once, in the order of the text, at most WORDS_MAX
 */
export function wordsOf(text: string, max = WORDS_MAX): string[] {
  const words = new Set<string>();
  for (const word of normalised(text).split(BETWEEN_WORDS)) {
    if (words.size >= max) break;
    if (word !== "") words.add(word.slice(0, WORD_LENGTH_MAX));
  }
  return [...words];
}

/** The words of what somebody searches for; a text matches when it has, for each, a word that begins so. */
export function queryWordsOf(query: string): string[] {
  const words = wordsOf(query, QUERY_WORDS_MAX);
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

/**
 * The beginnings of words, for indexes that can only look up whole values.
 * @param shortest least length of a beginning
 */
export function prefixesOf(words: readonly string[], shortest = 3, longest = 12): string[] {
  const prefixes = new Set<string>(words);
  for (const word of words) for (let length = shortest; length <= Math.min(longest, word.length); length += 1) prefixes.add(word.slice(0, length));
  return [...prefixes];
}

/** What sorts just behind every word that begins so; for range queries. */
export function behindPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

function normalised(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(SPELT_LETTERS, (letter) => SPELT[letter] ?? letter)
    .normalize("NFKD")
    .replace(MARKS, "");
}
