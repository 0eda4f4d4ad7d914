import { FormatError } from "./format-error.ts";

/** Takes text in pieces of any size and gives rows: cells between `;`, quoted with `"` as in CSV. */
export interface RowReader {
  push(text: string): void;
  /** @throws FormatError for a quote that is never closed, and for a last line that stops in the middle of a list */
  end(): void;
}

/** One row may be this long, in UTF-16 code units; what is longer is an open quote or no `.pb` file. */
export const ROW_MAX = 1_000_000;

/**
 * Splits a stream of text into rows as RFC 4180 does, with `;`. A row may span lines inside quotes; empty lines are left out, also those of
 * nothing but `;` that spreadsheets leave behind; lines end in LF or CRLF. A quote counts only at the beginning of a cell, as real files have names like `Park "Zielony"` without any.
 * @param onRow gets the cells and the number of the row's first line, from 1
 */
export function rowReader(file: string, onRow: (cells: string[], line: number) => void): RowReader {
  let rest = "";
  let line = 0;
  let open: { text: string; line: number } | undefined;

  function take(text: string): void {
    line += 1;
    const row = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (open === undefined && !row.includes('"')) {
      if (/[^;\s]/.test(row)) onRow(row.split(";"), line);
      return;
    }
    const whole = open === undefined ? row : `${open.text}\n${row}`;
    const start = open?.line ?? line;
    const cells = quotedCells(whole);
    open = cells === undefined ? { text: whole, line: start } : undefined;
    if (cells !== undefined) onRow(cells, start);
    else if (whole.length > ROW_MAX) throw neverClosed(file, start);
  }

  return {
    push(text) {
      let from = 0;
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
        const head = text.slice(from, end);
        take(rest === "" ? head : rest + head);
        rest = "";
        from = end + 1;
      }
      rest += text.slice(from);
      if (rest.length > ROW_MAX) throw new FormatError(file, line + 1, `a line of more than ${ROW_MAX} characters is no row of a .pb file`);
    },
    end() {
      if (rest.endsWith(",")) throw new FormatError(file, line + 1, "the file ends behind a comma, without a line end: it is cut off");
      if (rest !== "") take(rest);
      if (open !== undefined) throw neverClosed(file, open.line);
    },
  };
}

function neverClosed(file: string, line: number): FormatError {
  return new FormatError(
    file,
    line,
    'a quote is opened here and never closed: a text that begins with " must end with ", and " inside it is doubled',
  );
}

/** @returns undefined if the last cell's quote is still open */
function quotedCells(row: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = row[at] === '"' ? quotedCell(row, at) : plainCell(row, at, "");
    if (cell === undefined) return undefined;
    cells.push(cell.text);
    if (cell.end >= row.length) return cells;
    at = cell.end + 1;
  }
}

type Cell = { text: string; end: number };

function plainCell(row: string, from: number, before: string): Cell {
  const end = row.indexOf(";", from);
  const stop = end === -1 ? row.length : end;
  return { text: before + row.slice(from, stop), end: stop };
}

function quotedCell(row: string, from: number): Cell | undefined {
  let text = "";
  let at = from + 1;
  for (;;) {
    const quote = row.indexOf('"', at);
    if (quote === -1) return undefined;
    text += row.slice(at, quote);
    if (row[quote + 1] !== '"') return plainCell(row, quote + 1, text);
    text += '"';
    at = quote + 2;
  }
}

/** One row as text, quoted where needed and only there. */
export function rowText(cells: readonly string[]): string {
  return cells.map((cell) => (/[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(";");
}
