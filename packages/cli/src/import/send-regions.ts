import type { Client } from "@teilhabe/client/client";
import { putRegion, reportRegion } from "@teilhabe/contracts/capacity/region-operations";
import { REGION_REPORTS_MAX } from "@teilhabe/contracts/capacity/region-shapes";
import { isRefusedRow } from "./refused-row.ts";
import type { RegionRow } from "./rki-csv.ts";
import { newTally, noteRefused, type Tally } from "./summary.ts";

/** The register that the numbers come from. */
const SOURCE = "divi";
/** Reports are due once a day. */
const REPORT_EVERY_MINUTES = 24 * 60;

/** Registers the regions and reports their numbers, the newest first, so that only these are announced as changes. */
export async function sendRegions(client: Client, rows: readonly RegionRow[], progress: (line: string) => void): Promise<Tally> {
  const tally = newTally();
  let sent = 0;
  for (const [region, own] of Map.groupBy(rows, (row) => row.region)) {
    const newestFirst = own.toSorted((a, b) => (a.day < b.day ? 1 : -1));
    const name = newestFirst[0]?.name ?? region;
    const level = region === "de" ? ("country" as const) : ("state" as const);
    await client.ask(putRegion, { region, name, level, reportEveryMinutes: REPORT_EVERY_MINUTES });
    for (let from = 0; from < newestFirst.length; from += REGION_REPORTS_MAX) {
      const batch = newestFirst.slice(from, from + REGION_REPORTS_MAX);
      await sendBatch(client, region, batch, tally);
      sent += batch.length;
      progress(`${sent} of ${rows.length} rows sent`);
    }
  }
  return tally;
}

async function sendBatch(client: Client, region: string, batch: readonly RegionRow[], tally: Tally): Promise<void> {
  try {
    const answer = await client.ask(reportRegion, { region, source: SOURCE, observations: batch.map(({ report }) => report) });
    tally.imported += answer.imported;
    tally.unchanged += answer.unchanged;
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    noteRefused(tally, batch[0]?.line ?? 0, `${error.message} (with ${batch.length} rows of ${region})`, batch.length);
  }
}
