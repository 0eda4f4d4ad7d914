import { Code } from "@teilhabe/contracts/shapes";
import { CsvError, type Info, parse } from "csv-parse/sync";
import type { IdentifiedBy } from "./identification.ts";
import { identificationOf } from "./identification.ts";

/** One line of a roll. */
export type RollLine = { readonly identification: string; readonly district?: string };
/** Something wrong with a page of the roll; lines count from 1, the header is line 1. Never holds what stands in the line. */
export type LineFault = { readonly line: number; readonly message: string };

/** Faults of one page that are told. */
const FAULTS_SHOWN_MAX = 20;

type Row = { readonly record: string[]; readonly info: Info };

/**
 * Reads a page of a roll: a header line, then one line for each person.
 * @returns the persons, each once, or what is wrong with the page
 */
export function readRollCsv(csv: string, by: IdentifiedBy): { readonly lines: readonly RollLine[] } | { readonly faults: readonly LineFault[] } {
  const rows = rowsOf(csv);
  if ("faults" in rows) return rows;
  const [header, ...persons] = rows.rows;
  const columns = header?.record.map((name) => name.toLowerCase()) ?? [];
  const faults = headerFaults(columns, by);
  if (faults.length > 0) return { faults };
  return linesOf(persons, columns, by);
}

function rowsOf(csv: string): { readonly rows: readonly Row[] } | { readonly faults: readonly LineFault[] } {
  try {
    const rows = parse(csv, { bom: true, delimiter: [";", ","], info: true, relax_column_count: true, skip_empty_lines: true, trim: true });
    return { rows: rows as unknown as Row[] };
  } catch (error) {
    if (error instanceof CsvError) return { faults: [{ line: Number(error["lines"] ?? 1), message: "the quotes are damaged" }] };
    throw error;
  }
}

function headerFaults(columns: readonly string[], by: IdentifiedBy): LineFault[] {
  const fault = (message: string): LineFault => ({ line: 1, message });
  if (!columns.includes(by)) return [fault(`the header line needs a column ${by}, as the ballot's roll says`)];
  const foreign = columns.filter((name) => name !== by && name !== "district");
  if (foreign.length > 0) return [fault(`only the columns ${by} and district are taken, so that nothing is sent that is not needed`)];
  return new Set(columns).size < columns.length ? [fault("a column is named twice")] : [];
}

function linesOf(rows: readonly Row[], columns: readonly string[], by: IdentifiedBy): ReturnType<typeof readRollCsv> {
  const faults: LineFault[] = [];
  const lines = new Map<string, RollLine>();
  for (const { record, info } of rows) {
    const line = lineOf(record, columns, by);
    if (typeof line === "string") faults.push({ line: info.lines, message: line });
    else lines.set(line.identification, line);
    if (faults.length >= FAULTS_SHOWN_MAX) break;
  }
  return faults.length > 0 ? { faults } : { lines: [...lines.values()] };
}

/** @returns what is wrong, as text */
function lineOf(record: readonly string[], columns: readonly string[], by: IdentifiedBy): RollLine | string {
  if (record.length !== columns.length) return `${record.length} values, the header has ${columns.length}`;
  const identification = identificationOf(by, record[columns.indexOf(by)] ?? "");
  if (identification === undefined) return `column ${by}: ${EXPECTED[by]}`;
  const district = record[columns.indexOf("district")] ?? "";
  if (district === "") return { identification };
  return Code.safeParse(district).success ? { identification, district } : "column district: a code is expected, such as altstadt";
}

const EXPECTED: Readonly<Record<IdentifiedBy, string>> = {
  person: "a person's id is expected",
  email: "an e-mail address is expected",
  code: "6 to 32 letters and digits are expected",
};
