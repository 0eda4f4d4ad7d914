import { FormatError } from "./format-error.ts";

/** Rows as they are in the file; `line` counts from 1. */
export type PbRows = {
  meta(key: string, value: string, line: number): void;
  /** Cells of the header and of each row below it, as many as the header has. */
  projectHeader(cells: readonly string[], line: number): void;
  project(cells: readonly string[], line: number): void;
  voteHeader(cells: readonly string[], line: number): void;
  vote(cells: readonly string[], line: number): void;
};

const ORDER = ["META", "PROJECTS", "VOTES"] as const;
type Section = (typeof ORDER)[number];

/**
 * Sorts the rows of a `.pb` file into its sections META, PROJECTS, VOTES, each with a header of its own (https://pabulib.org/format).
 * @throws FormatError for sections that are missing or in another order, and for rows that are longer than their header
 */
export function sectionSorter(file: string, rows: PbRows): { row(cells: string[], line: number): void; end(): void } {
  let section: Section | undefined;
  let header: readonly string[] | undefined;
  let lastLine = 1;

  function open(next: Section, line: number): void {
    const expected = ORDER[section === undefined ? 0 : ORDER.indexOf(section) + 1];
    if (next !== expected) throw new FormatError(file, line, `section ${next} here; expected ${expected ?? "no further section"}`);
    section = next;
    header = undefined;
  }

  function head(cells: readonly string[], line: number): void {
    header = cells;
    if (section === "META" && cells[0]?.trim().toLowerCase() !== "key") metaRow(cells, line);
    if (section === "PROJECTS") rows.projectHeader(cells, line);
    if (section === "VOTES") rows.voteHeader(cells, line);
  }

  function metaRow([key = "", ...values]: readonly string[], line: number): void {
    const value = values.slice(1).some((cell) => cell.trim() !== "") ? values.join(";") : (values[0] ?? "");
    rows.meta(key, value, line);
  }

  return {
    row(cells, line) {
      lastLine = line;
      const name = sectionName(cells);
      if (name !== undefined) return open(name, line);
      if (section === undefined) throw new FormatError(file, line, "expected the section META first; is this a .pb file?");
      if (header === undefined) return head(cells, line);
      if (section === "META") return metaRow(cells, line);
      const fitting = withinHeader(file, cells, header, line);
      return section === "PROJECTS" ? rows.project(fitting, line) : rows.vote(fitting, line);
    },
    end() {
      if (section !== "VOTES")
        throw new FormatError(file, lastLine, `the file ends before the section ${section === "PROJECTS" ? "VOTES" : "PROJECTS"}`);
      if (header === undefined) throw new FormatError(file, lastLine, "the file ends before the header of VOTES");
    },
  };
}

function sectionName(cells: readonly string[]): Section | undefined {
  const [first = "", ...others] = cells;
  if (others.some((cell) => cell.trim() !== "")) return undefined;
  const name = first.trim().toUpperCase();
  return ORDER.find((section) => section === name);
}

/** Empty cells too many come from spreadsheets; others are a `;` inside a text that nobody quoted; too few, a row that is cut off. */
function withinHeader(file: string, cells: readonly string[], header: readonly string[], line: number): readonly string[] {
  if (cells.length === header.length) return cells;
  if (cells.length < header.length) {
    throw new FormatError(
      file,
      line,
      `${cells.length} of the ${header.length} cells that the header names; is the row cut off? An empty cell still needs its ;`,
    );
  }
  if (cells.slice(header.length).every((cell) => cell.trim() === "")) return cells.slice(0, header.length);
  throw new FormatError(file, line, `${cells.length} cells, but the header names ${header.length}; a text with ; inside must be in quotes`);
}

/** Where each named column is; names in lower case. The first of two columns with one name counts. */
export function columnsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  header.forEach((cell, index) => {
    const name = cell.trim().toLowerCase();
    if (!columns.has(name)) columns.set(name, index);
  });
  return columns;
}
