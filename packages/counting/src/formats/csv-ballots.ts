import { type Election, type MarkedBallot, OPTIONS_MAX, type PointsBallot } from "../election.ts";
import { type CsvRow, csvLine, readCsv } from "./csv.ts";
import { FormatError } from "./format-error.ts";
import { numberedOptions, type RankedElection } from "./ranked-file.ts";
import { decodeText } from "./text.ts";

/** An election whose papers give whole points; an option that a paper leaves empty is not among its `chosen`. */
export type ScoredElection = Election & {
  readonly ballots: { readonly kind: "scoring"; readonly papers: readonly PointsBallot[]; readonly pointDecimals: number };
};

/** An election whose papers mark options. */
export type MarkedElection = Election & { readonly ballots: { readonly kind: "approval"; readonly papers: readonly MarkedBallot[] } };

/** The heading of the first column when it says how many papers a row stands for; without it each row is one paper. */
const COUNT_HEADINGS = ["count", "weight", "anzahl"];

type Table = { names: readonly string[]; rows: readonly { line: number; count: number; cells: readonly string[] }[] };

/**
 * Reads ranked ballots: a heading with the options' names, after an optional first column `count`; then one row for each paper (or
 * for `count` equal ones) with each option's rank, 1 is best. Equal numbers are equal ranks, an empty cell is unranked.
 * @throws FormatError with the line.
 */
export function readRankedCsv(input: Uint8Array | string, file: string): RankedElection {
  const { names, rows } = tableIn(input, file);
  const papers = rows.map(({ line, count, cells }) => {
    const ranks = new Map<number, number[]>();
    for (const [option, cell] of cells.entries()) {
      if (cell === "") continue;
      const rank = wholeNumber(cell, file, line, 1, "a rank (1 is best) or nothing");
      ranks.set(rank, [...(ranks.get(rank) ?? []), option]);
    }
    return { count, ranking: [...ranks].sort(([a], [b]) => a - b).map(([, options]) => options) };
  });
  return { options: numberedOptions(names), ballots: { kind: "ordinal", papers } };
}

/**
 * Reads scored ballots: the table of `readRankedCsv`, with whole numbers from 0 as scores; an empty cell says nothing about the option.
 * @throws FormatError with the line.
 */
export function readScoredCsv(input: Uint8Array | string, file: string): ScoredElection {
  const { names, rows } = tableIn(input, file);
  const papers = rows.map(({ line, count, cells }) => {
    const chosen = cells.flatMap((cell, option) => (cell === "" ? [] : [option]));
    return { count, chosen, points: chosen.map((option) => wholeNumber(cells[option] ?? "", file, line, 0, "a score from 0 or nothing")) };
  });
  return { options: numberedOptions(names), ballots: { kind: "scoring", papers, pointDecimals: 0 } };
}

/** What may stand in a cell that is marked, and in one that is not. */
const MARKS: readonly string[] = ["1", "x"];
const NO_MARKS: readonly string[] = ["", "0"];

/**
 * Reads ballots that mark options: the table of `readRankedCsv`, with `1` or `x` for a mark and `0` or nothing for none.
 * @throws FormatError with the line.
 */
export function readMarkedCsv(input: Uint8Array | string, file: string): MarkedElection {
  const { names, rows } = tableIn(input, file);
  const papers = rows.map(({ line, count, cells }) => {
    const chosen = cells.flatMap((cell, option) => (MARKS.includes(cell.toLowerCase()) ? [option] : []));
    const odd = cells.find((cell) => ![...MARKS, ...NO_MARKS].includes(cell.toLowerCase()));
    if (odd !== undefined) throw new FormatError(file, line, `expected a mark (1 or x) or none (0 or nothing), found \`${odd}\``);
    return { count, chosen };
  });
  return { options: numberedOptions(names), ballots: { kind: "approval", papers } };
}

function tableIn(input: Uint8Array | string, file: string): Table {
  const [heading, ...rows] = readCsv(decodeText(input), file);
  if (heading === undefined) throw new FormatError(file, 1, "expected a heading with the names of the options, found nothing");
  const counted = COUNT_HEADINGS.includes(heading.cells[0]?.toLowerCase() ?? "");
  const names = heading.cells.slice(counted ? 1 : 0);
  if (names.length < 1 || names.length > OPTIONS_MAX) {
    throw new FormatError(file, heading.line, `${names.length} options; 1 to ${OPTIONS_MAX} can be counted`);
  }
  if (rows.length === 0) throw new FormatError(file, heading.line, "no ballots follow the heading");
  return { names, rows: rows.map((row) => rowIn(row, file, names.length, counted)) };
}

function rowIn({ cells, line }: CsvRow, file: string, options: number, counted: boolean): Table["rows"][number] {
  const expected = counted ? options + 1 : options;
  if (cells.length !== expected) throw new FormatError(file, line, `expected ${expected} cells as in the heading, found ${cells.length}`);
  if (!counted) return { line, count: 1, cells };
  return { line, count: wholeNumber(cells[0] ?? "", file, line, 1, "the number of papers"), cells: cells.slice(1) };
}

function wholeNumber(cell: string, file: string, line: number, least: number, expected: string): number {
  const value = Number(cell);
  if (/^\d+$/.test(cell) && value >= least && Number.isSafeInteger(value)) return value;
  throw new FormatError(file, line, `expected ${expected}, found \`${cell}\``);
}

/**
 * Writes what `readRankedCsv` reads back as the same names and papers; seats and a fixed order for ties have no place in the table.
 * @throws RangeError when an option was withdrawn: the table cannot say so, and the result would change.
 */
export function writeRankedCsv(election: RankedElection): string {
  if (election.withdrawn !== undefined) throw new RangeError("a CSV cannot name withdrawn options: write a .blt file");
  return tableOf(election, election.ballots.papers, ({ ranking }) =>
    ranking.flatMap((rank, index) => rank.map((option) => [option, index + 1] as const)),
  );
}

/**
 * Writes what `readScoredCsv` reads back as the same names and papers.
 * @throws RangeError for points that are not whole numbers.
 */
export function writeScoredCsv(election: ScoredElection): string {
  if (election.ballots.pointDecimals !== 0) throw new RangeError("a CSV of scores holds whole points only");
  return tableOf(election, election.ballots.papers, ({ chosen, points }) => chosen.map((option, index) => [option, points[index] ?? 0] as const));
}

/** Writes what `readMarkedCsv` reads back as the same names and papers. */
export function writeMarkedCsv(election: MarkedElection): string {
  return tableOf(election, election.ballots.papers, ({ chosen }) => chosen.map((option) => [option, 1] as const));
}

function tableOf<P extends { readonly count: number }>(
  { options }: Election,
  papers: readonly P[],
  marksOf: (paper: P) => readonly (readonly [option: number, mark: number])[],
): string {
  const rows = papers.map((paper) => {
    const marks = new Map(marksOf(paper));
    return csvLine([paper.count, ...options.map((_, option) => marks.get(option) ?? "")]);
  });
  return [csvLine(["count", ...options.map(({ id, name }) => name ?? id)]), ...rows, ""].join("\n");
}
