import { Source } from "@teilhabe/contracts/capacity/shapes";
import { Command } from "commander";
import { type ConnectionOptions, connect, withConnection } from "../connection.ts";
import { AnswerIsNo, BadInput } from "../faults.ts";
import { importCapacity } from "../import/import-capacity.ts";
import { summaryText } from "../import/summary.ts";

const PROGRESS_EVERY_MS = 1_000;

type Flags = ConnectionOptions & { readonly history?: boolean; readonly feed: string; readonly json?: boolean };

/** `teilhabe import …`: feeds from files. */
export function importCommand(): Command {
  const capacity = new Command("capacity")
    .description("Imports capacity: a table of the intensive-care register (RKI, CSV), or providers with their offers (NDJSON).")
    .argument("<file>", "the file; it is checked as a whole before anything is sent")
    .option("--history", "all days of a table; without it, only its newest day")
    .option("--feed <code>", "name of the feed that an NDJSON file comes from; the same name again updates what it brought", "import")
    .option("--json", "one JSON object on stdout instead of a table");
  return new Command("import").description("Feeds from files.").addCommand(withConnection(capacity).action(run));
}

async function run(path: string, flags: Flags): Promise<void> {
  if (!Source.safeParse(flags.feed).success) throw new BadInput(`--feed ${flags.feed}: give lower-case letters, digits, hyphens and dots`);
  const connected = () => connect(flags, "staff", "teilhabe import");
  const options = { history: flags.history === true, feed: flags.feed, nowMs: Date.now(), progress: saying() };
  const summary = await importCapacity(path, connected, options);
  process.stdout.write(flags.json === true ? `${JSON.stringify(summary)}\n` : `${summaryText(summary)}\n`);
  if (summary.refused > 0) throw new AnswerIsNo(`${summary.refused} of ${summary.rowsRead} rows were refused`);
}

/** At most one line a second, on stderr, and none for what is quick. */
function saying(): (line: string) => void {
  let lastMs = Date.now();
  return (line) => {
    if (Date.now() - lastMs < PROGRESS_EVERY_MS) return;
    lastMs = Date.now();
    process.stderr.write(`${line}\n`);
  };
}
