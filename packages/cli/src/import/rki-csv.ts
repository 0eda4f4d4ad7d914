import type { RegionReport } from "@teilhabe/contracts/capacity/region-shapes";
import { CsvError, parse } from "csv-parse/sync";
import { BadInput } from "../faults.ts";
import { berlinNoon } from "./berlin-noon.ts";
import { type LineFault, throwFaults } from "./text-lines.ts";

/** A row of the register: the numbers of one region, unit and day. */
export type RegionRow = {
  readonly line: number;
  readonly region: string;
  readonly name: string;
  readonly day: string;
  readonly report: RegionReport;
};

const COLUMNS = {
  day: "datum",
  id: "bundesland_id",
  name: "bundesland_name",
  group: "behandlungsgruppe_level_2",
  reporters: "anzahl_meldebereiche",
  occupied: "intensivbetten_belegt",
  free: "intensivbetten_frei",
} as const;
type Column = keyof typeof COLUMNS;
type Fields = Readonly<Record<Column, string>>;

const UNITS: Readonly<Record<string, string>> = { ERWACHSENE: "icu-adults", NICU: "icu-neonatal", PICU: "icu-paediatric" };
/** A table has many rows of each day. */
const noons = new Map<string, string>();
const MISSING = "NA";
const COUNTRY = "00";

/** Is it a table of the intensive-care register, as RKI publishes it? */
export function looksLikeRki(firstLine: string): boolean {
  return firstLine.startsWith(`${COLUMNS.day},${COLUMNS.id},`);
}

/**
 * Reads the intensive-care register's table of states or of Germany. `NA` is unknown; total = free + occupied, for operable beds are not published.
 * @throws BadInput that names file and line: a row that cannot be, or a day told twice
 */
export function readRkiCsv(path: string, lines: readonly string[], nowMs: number): readonly RegionRow[] {
  const [header, ...records] = recordsOf(path, lines.join("\n"));
  const places = placesOf(path, header?.fields ?? []);
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  const rows: RegionRow[] = [];
  for (const { line, fields } of records) {
    const row = rowOf(line, fields, header?.fields.length ?? 0, places, nowMs);
    if ("reason" in row) {
      faults.push(row);
      continue;
    }
    const key = `${row.region} ${row.report.unit} ${row.day}`;
    const before = seen.get(key);
    if (before === undefined) rows.push(row);
    else faults.push({ line, reason: `${row.day}, ${row.name}, ${row.report.unit} stands in line ${before} already` });
    seen.set(key, line);
  }
  throwFaults(path, faults);
  return rows;
}

type RawRecord = { readonly line: number; readonly fields: string[] };

function recordsOf(path: string, text: string): RawRecord[] {
  try {
    const records = parse(text, { relax_column_count: true, skip_empty_lines: true, info: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (error instanceof CsvError) throw new BadInput(`${path}:${String(error["lines"] ?? "?")}: ${error.message}. Nothing was imported.`);
    throw error;
  }
}

function placesOf(path: string, header: readonly string[]): Readonly<Record<Column, number>> {
  const missing = Object.values(COLUMNS).filter((name) => !header.includes(name));
  if (missing.length > 0) throw new BadInput(`${path}:1: has no column ${missing.join(", ")}. Nothing was imported.`);
  return Object.fromEntries(Object.entries(COLUMNS).map(([column, name]) => [column, header.indexOf(name)])) as Record<Column, number>;
}

function rowOf(
  line: number,
  values: readonly string[],
  width: number,
  places: Readonly<Record<Column, number>>,
  nowMs: number,
): RegionRow | LineFault {
  if (values.length !== width) return { line, reason: `has ${values.length} columns, not ${width}: is the file cut off?` };
  const fields = Object.fromEntries(Object.entries(places).map(([column, place]) => [column, values[place] ?? ""])) as Fields;
  const reason = faultOf(fields, nowMs);
  if (reason !== undefined) return { line, reason };
  const [free, occupied, reporters] = [numberOf(fields.free), numberOf(fields.occupied), numberOf(fields.reporters)];
  const total = free === null || occupied === null ? null : free + occupied;
  const report = { unit: UNITS[fields.group] ?? "", free, total, reporters, validAt: noonOf(fields.day) };
  return { line, region: fields.id === COUNTRY ? "de" : `de-${fields.id}`, name: fields.name, day: fields.day, report };
}

function faultOf(fields: Fields, nowMs: number): string | undefined {
  const { day, id, name, group } = fields;
  if (!isDay(day)) return `${COLUMNS.day}: ${quoted(day)} is no day such as 2026-08-22`;
  if (Date.parse(noonOf(day)) > nowMs) return `${COLUMNS.day}: ${day} at 12:00 lies in the future`;
  if (!/^(0[0-9]|1[0-6])$/.test(id)) return `${COLUMNS.id}: ${quoted(id)} is no state (00 to 16)`;
  if (name === "" || name.length > 100) return `${COLUMNS.name}: is empty or too long`;
  if (!(group in UNITS)) return `${COLUMNS.group}: ${quoted(group)} is not known; known are ${Object.keys(UNITS).join(", ")}`;
  const wrong = (["reporters", "occupied", "free"] as const).find((column) => fields[column] !== MISSING && !/^[0-9]{1,6}$/.test(fields[column]));
  return wrong === undefined ? undefined : `${COLUMNS[wrong]}: ${quoted(fields[wrong])} is no whole number from 0 to 999999, nor ${MISSING}`;
}

function noonOf(day: string): string {
  const noon = noons.get(day) ?? berlinNoon(day);
  noons.set(day, noon);
  return noon;
}

function isDay(text: string): boolean {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

function numberOf(text: string): number | null {
  return text === MISSING ? null : Number(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
