import { FormatError } from "./format-error.ts";

/** One row and the line where it starts, from 1. */
export type CsvRow = { readonly cells: readonly string[]; readonly line: number };

/**
 * The rows of a CSV text (RFC 4180) with `,`, `;` or a tab between cells, whichever the first line has most of. Cells are trimmed;
 * rows without any text are left out.
 * @throws FormatError for a quote that is never closed, or that has text behind it.
 */
export function readCsv(text: string, file: string): CsvRow[] {
  const separator = separatorIn(/^[^\r\n]*/.exec(text)?.[0] ?? "");
  const cell = cellPattern(separator);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  for (const [whole, quoted, plain, end] of text.matchAll(cell)) {
    if (quoted === undefined && plain?.startsWith('"')) throw new FormatError(file, line, "a quote is not closed, or has text behind it");
    cells.push((quoted?.replaceAll('""', '"') ?? plain ?? "").trim());
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === separator) continue;
    if (cells.some((value) => value !== "")) rows.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return rows;
}

function separatorIn(line: string): string {
  const candidates = [",", ";", "\t"].map((separator) => ({ separator, count: line.split(separator).length }));
  return candidates.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).separator;
}

/** Groups: the inside of a quoted cell, else the text of a plain one, then what ends the cell: separator, line end or the end of the text. */
function cellPattern(separator: string): RegExp {
  const space = separator === "\t" ? " " : "[ \\t]";
  return new RegExp(`${space}*(?:"((?:[^"]|"")*)"${space}*(?=[${separator}\\r\\n]|$)|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, "g");
}

/** One line of CSV; a cell is quoted when it must be. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => (/[",;\t\r\n]|^\s|\s$/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(",");
}
