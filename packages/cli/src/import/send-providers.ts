import type { Client } from "@teilhabe/client/client";
import { takeInProvider } from "@teilhabe/contracts/capacity/provider-operations";
import { type CheckedLine, readProviderLine } from "./providers-ndjson.ts";
import { isRefusedRow } from "./refused-row.ts";
import { newTally, noteRefused, type Tally } from "./summary.ts";

/** Providers that are sent at the same time. */
const AT_ONCE = 8;

/** Sends each provider with its offers; each is taken in whole or not at all. */
export async function sendProviders(client: Client, feed: string, lines: readonly CheckedLine[], progress: (line: string) => void): Promise<Tally> {
  const tally = newTally();
  const waiting = lines.values();
  let sent = 0;
  let failed = false;
  const sender = async () => {
    for (const line of waiting) {
      if (failed) return;
      await sendLine(client, feed, line, tally).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      sent += 1;
      progress(`${sent} of ${lines.length} providers sent`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return tally;
}

async function sendLine(client: Client, feed: string, line: CheckedLine, tally: Tally): Promise<void> {
  try {
    const { changed } = await client.ask(takeInProvider, { feed, ...readProviderLine(line) });
    if (changed) tally.imported += 1;
    else tally.unchanged += 1;
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    noteRefused(tally, line.line, error.message);
  }
}
