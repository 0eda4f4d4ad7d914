import { type Election, OPTIONS_MAX } from "../election.ts";
import { FormatError } from "./format-error.ts";
import { numberedOptions } from "./ranked-file.ts";
import { decodeText } from "./text.ts";

/** An election of which only the pairwise matrix is known. */
export type MatrixElection = Election & { readonly ballots: { readonly kind: "matrix"; readonly wins: readonly (readonly number[])[] } };

/**
 * Reads a pairwise matrix as JSON `{"names": [...], "matrix": [[...]]}`: `matrix[i][j]` papers rank option i above option j. Ids are
 * positions from "1". The diagonal means nothing; other keys are ignored; a file of several matrices by name is read if it has only one.
 * @throws FormatError with the line of broken JSON; what is wrong inside a well-formed file is named with its row and column, in line 1.
 */
export function readMatrix(input: Uint8Array | string, file: string): MatrixElection {
  const value = onlyCase(jsonIn(decodeText(input), file));
  const { names, matrix } = Object(value) as { names?: unknown; matrix?: unknown };
  if (!Array.isArray(names) || !Array.isArray(matrix)) {
    const keys = typeof value === "object" && value !== null ? Object.keys(value).slice(0, 5).join(", ") : String(value);
    throw new FormatError(file, 1, `expected one object {"names": [...], "matrix": [[...]]}, found: ${keys}`);
  }
  if (names.length < 1 || names.length > OPTIONS_MAX || matrix.length !== names.length) {
    throw new FormatError(file, 1, `${names.length} names and ${matrix.length} rows: expected the same number, 1 to ${OPTIONS_MAX}`);
  }
  const wins = matrix.map((row: unknown, index) => rowIn(row, index, names.length, file));
  return { options: numberedOptions(names.map(String)), ballots: { kind: "matrix", wins } };
}

function onlyCase(value: unknown): unknown {
  const [only, ...others] = Object.values(Object(value));
  return others.length === 0 && typeof only === "object" && only !== null && "matrix" in only ? only : value;
}

function jsonIn(text: string, file: string): unknown {
  const problem = jsonProblem(text);
  if (problem === null) return JSON.parse(text);
  const lines = text.split("\n");
  const broken = lines.findIndex((_, index) => {
    const before = lines.slice(0, index + 1).join("\n");
    const found = jsonProblem(before);
    return found !== null && !isAtEnd(found, before);
  });
  throw new FormatError(file, broken === -1 ? lines.length : broken + 1, `not JSON: ${problem}`);
}

function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether text is only missing: the engine names a position for some problems, none for others. */
function isAtEnd(problem: string, text: string): boolean {
  return /end of JSON input|Unterminated/.test(problem) || Number(/position (\d+)/.exec(problem)?.[1] ?? -1) >= text.trimEnd().length;
}

function rowIn(row: unknown, index: number, length: number, file: string): number[] {
  if (!Array.isArray(row) || row.length !== length) throw new FormatError(file, 1, `row ${index + 1} of the matrix must have ${length} numbers`);
  return row.map((cell: unknown, column) => {
    if (column === index) return 0;
    if (typeof cell === "number" && Number.isSafeInteger(cell) && cell >= 0) return cell;
    const found = JSON.stringify(cell);
    throw new FormatError(file, 1, `row ${index + 1}, column ${column + 1} of the matrix must be a whole number of papers from 0, found ${found}`);
  });
}

/** Writes what `readMatrix` reads back as the same. */
export function writeMatrix({ options, ballots }: MatrixElection): string {
  const names = options.map(({ id, name }) => name ?? id);
  return `{"names": ${JSON.stringify(names)},\n"matrix": [\n${ballots.wins.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`;
}
