import { OPTIONS_MAX, type RankedBallot } from "../election.ts";
import { namesIn } from "./blt-names.ts";
import { FormatError } from "./format-error.ts";
import { numberedOptions, oneLine, type RankedFile } from "./ranked-file.ts";
import { decodeText, linesOf } from "./text.ts";

type Head = { options: number; seats: number };
type Reading = {
  readonly file: string;
  head: Head | null;
  withdrawn: Set<number>;
  tieOrder: number[];
  nicknames: Map<string, number>;
  papers: RankedBallot[];
};

/**
 * Reads a `.blt` file, the format of OpenSTV, OpaVote and Scottish councils: `options seats`; withdrawn options as `-n`; papers as
 * `count preferences 0`, with `=` between equal ranks and `-` for a skipped one; `0`; names; a title, which may be missing.
 * Taken as found in real files: commas and tabs between numbers, comments after `#`, any encoding, quotes in every style, a paper's
 * `(id)` in place of its count, the bracketed lines `[withdrawn …]`, `[tie …]` (best first) and `[nick …]`, text after the title.
 * @throws FormatError with the line of whatever else is found, and of a file that ends early.
 */
export function readBlt(input: Uint8Array | string, file: string): RankedFile {
  const lines = linesOf(decodeText(input));
  const reading: Reading = { file, head: null, withdrawn: new Set(), tieOrder: [], nicknames: new Map(), papers: [] };
  const end = lines.findIndex((line, index) => readNumbers(reading, line, index + 1));
  if (reading.head === null) throw new FormatError(file, lines.length, "no line with the numbers of options and seats");
  if (end === -1) throw new FormatError(file, lines.length, "the file ends before the line `0` that closes the papers");

  const { names, title } = namesIn(lines.slice(end + 1), reading.head.options);
  if (names.length < reading.head.options) {
    throw new FormatError(file, lines.length, `the file ends after ${names.length} of ${reading.head.options} names`);
  }
  const { head, withdrawn, tieOrder, papers } = reading;
  const election = {
    options: numberedOptions(names),
    ballots: { kind: "ordinal" as const, papers },
    seats: head.seats,
    ...(withdrawn.size > 0 && { withdrawn: [...withdrawn].sort((a, b) => a - b) }),
    ...(tieOrder.length > 0 && { tieOrder: tieOrder.map((index) => String(index + 1)) }),
  };
  return { title, election };
}

/** @returns whether this line closes the papers. */
function readNumbers(reading: Reading, line: string, number: number): boolean {
  const text = line.replace(/#.*$/, "").trim();
  if (text.startsWith("[")) {
    readBracket(reading, text, number);
    return false;
  }
  const tokens = text
    .replace(/\s*=\s*/g, "=")
    .split(/[\s,;"]+/)
    .filter((token) => token !== "");
  if (tokens.length === 0) return false;
  if (reading.head === null) {
    reading.head = headIn(reading.file, tokens, number);
    return false;
  }
  if (tokens.length === 1 && tokens[0] === "0") return true;
  if (tokens.every((token) => /^-\d+$/.test(token))) {
    for (const token of tokens) reading.withdrawn.add(optionIn(reading, token.slice(1), number));
    return false;
  }
  reading.papers.push(paperIn(reading, tokens, number));
  return false;
}

function headIn(file: string, tokens: readonly string[], line: number): Head {
  const [options = Number.NaN, seats = Number.NaN] = tokens.map(Number);
  if (tokens.length !== 2 || !Number.isInteger(options) || !Number.isInteger(seats)) {
    throw new FormatError(file, line, `expected the numbers of options and seats, found \`${tokens.join(" ")}\``);
  }
  if (options < 1 || options > OPTIONS_MAX) throw new FormatError(file, line, `${options} options; 1 to ${OPTIONS_MAX} can be counted`);
  if (seats < 1 || seats > options) throw new FormatError(file, line, `${seats} seats for ${options} options`);
  return { options, seats };
}

/** `[tie 3 2 1]`, `[withdrawn 4]`, `[nick A B C]`; `[droop …]` holds settings of one program and changes nothing here. */
function readBracket(reading: Reading, text: string, line: number): void {
  const [kind, ...values] = text
    .replace(/^\[|\]$/g, "")
    .trim()
    .split(/[\s,]+/);
  if (reading.head === null) throw new FormatError(reading.file, line, "expected the numbers of options and seats first");
  if (!text.endsWith("]")) throw new FormatError(reading.file, line, `\`${text}\` is not closed by \`]\``);
  if (kind === "tie") reading.tieOrder = values.map((value) => optionIn(reading, value, line));
  else if (kind === "withdrawn") for (const value of values) reading.withdrawn.add(optionIn(reading, value, line));
  else if (kind === "nick" || kind === "nicknames") reading.nicknames = new Map(values.map((value, index) => [value, index]));
  else if (kind !== "droop") throw new FormatError(reading.file, line, `\`[${kind}]\` is unknown; known are tie, withdrawn and nick`);
}

function paperIn(reading: Reading, tokens: readonly string[], line: number): RankedBallot {
  const [count = "", ...rest] = tokens;
  if (rest.at(-1) !== "0") throw new FormatError(reading.file, line, `a paper must end in 0: \`${tokens.join(" ")}\``);
  const seen = new Set<number>();
  const ranking = rest
    .slice(0, -1)
    .filter((token) => token !== "-")
    .map((token) => token.split("=").map((value) => firstTime(seen, optionIn(reading, value, line), reading.file, line)));
  return { count: countIn(reading.file, count, line), ranking };
}

function firstTime(seen: Set<number>, option: number, file: string, line: number): number {
  if (seen.has(option)) throw new FormatError(file, line, `option ${option + 1} is ranked twice on one paper`);
  seen.add(option);
  return option;
}

function countIn(file: string, token: string, line: number): number {
  if (/^\(.+\)$/.test(token)) return 1;
  const count = Number(token);
  if (/^\d+(\.0+)?$/.test(token) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw new FormatError(file, line, `expected the number of papers, a whole number from 1, found \`${token}\``);
}

function optionIn(reading: Reading, token: string, line: number): number {
  const named = reading.nicknames.get(token);
  if (named !== undefined) return named;
  const last = reading.head?.options ?? 0;
  const option = Number(token);
  if (/^\d+$/.test(token) && option >= 1 && option <= last) return option - 1;
  throw new FormatError(reading.file, line, `\`${token}\` is not an option; options are 1 to ${last}`);
}

/**
 * Writes what `readBlt` reads back as the same. Options become numbers by their position; a name that consists of nothing but quoted
 * strings loses its outer quotes, because that is how councils quote.
 * @throws RangeError without seats: the format has no place for "not said".
 */
export function writeBlt({ title, election }: RankedFile): string {
  const { options, seats, withdrawn = [], tieOrder = [] } = election;
  if (seats === undefined) throw new RangeError("a .blt file names its seats: set `seats`");
  const tie = tieOrder.map((id) => options.findIndex((option) => option.id === id) + 1);
  return [
    `${options.length} ${seats}`,
    ...withdrawn.map((option) => `-${option + 1}`),
    ...(tie.length === 0 ? [] : [`[tie ${tie.join(" ")}]`]),
    ...election.ballots.papers.map(({ count, ranking }) => [count, ...ranking.map(rankText), 0].join(" ")),
    "0",
    ...options.map(({ id, name }) => quoted(name ?? id)),
    quoted(title),
    "",
  ].join("\n");
}

function rankText(rank: readonly number[]): string {
  return rank.map((option) => option + 1).join("=");
}

function quoted(text: string): string {
  return `"${oneLine(text).replaceAll('"', '""')}"`;
}
