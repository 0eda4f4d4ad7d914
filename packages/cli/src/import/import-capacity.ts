import type { Client } from "@teilhabe/client/client";
import { listSpecialties } from "@teilhabe/contracts/capacity/offer-operations";
import { BadInput } from "../faults.ts";
import { checkProviders, looksLikeProviders } from "./providers-ndjson.ts";
import { looksLikeRki, type RegionRow, readRkiCsv } from "./rki-csv.ts";
import { sendProviders } from "./send-providers.ts";
import { sendRegions } from "./send-regions.ts";
import type { Summary } from "./summary.ts";
import { readLines } from "./text-lines.ts";

export type ImportOptions = {
  /** True: all days of a table, not only the newest. */
  readonly history: boolean;
  /** The name of the feed that an NDJSON file comes from. */
  readonly feed: string;
  readonly nowMs: number;
  readonly progress: (line: string) => void;
};

/** Checks a whole file, then sends it. @param connected called once the file is known to be of use @throws BadInput that names file and line */
export async function importCapacity(path: string, connected: () => Promise<Client>, options: ImportOptions): Promise<Summary> {
  const lines = await readLines(path);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  if (looksLikeRki(first)) return importRegions(path, lines, connected, options);
  if (looksLikeProviders(first)) return importProviders(path, lines, connected, options);
  throw new BadInput(
    `${path}:1: is neither a table of the intensive-care register (datum,bundesland_id,…) nor NDJSON of providers ({"reference": …}). Nothing was imported.`,
  );
}

async function importRegions(path: string, lines: readonly string[], connected: () => Promise<Client>, options: ImportOptions): Promise<Summary> {
  const all = readRkiCsv(path, lines, options.nowMs);
  if (all.length === 0) throw new BadInput(`${path}:1: has no rows after its header. Nothing was imported.`);
  const rows = options.history ? all : ofNewestDay(all);
  const tally = await sendRegions(await connected(), rows, options.progress);
  return { file: path, format: "rki-csv", rowsRead: all.length, rowsLeftOut: all.length - rows.length, ...tally };
}

function ofNewestDay(rows: readonly RegionRow[]): readonly RegionRow[] {
  const newest = rows
    .map(({ day }) => day)
    .sort()
    .at(-1);
  return rows.filter(({ day }) => day === newest);
}

async function importProviders(path: string, lines: readonly string[], connected: () => Promise<Client>, options: ImportOptions): Promise<Summary> {
  if (options.history) throw new BadInput("--history is for tables of the intensive-care register; providers have no days");
  const client = await connected();
  const { items } = await client.ask(listSpecialties, {});
  const checked = checkProviders(path, lines, { specialties: new Set(items.map(({ code }) => code)), nowMs: options.nowMs });
  const tally = await sendProviders(client, options.feed, checked, options.progress);
  return { file: path, format: "providers-ndjson", rowsRead: checked.length, rowsLeftOut: 0, ...tally };
}
