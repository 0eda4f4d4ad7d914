import { teilhabeClient } from "@teilhabe/client/client";
import { Command, Option } from "commander";
import { checkedUrl } from "../connection.ts";
import { exportBallot } from "../export/export-ballot.ts";
import { BadInput } from "../faults.ts";
import { saying } from "../progress.ts";

type Flags = { readonly url: string; readonly json?: boolean };

const PATIENCE_MS = 120_000;
const BALLOT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `teilhabe export …`: what is published, as files. */
export function exportCommand(): Command {
  const ballot = new Command("ballot")
    .description("Puts a published ballot together as one folder, from what anybody may read. `teilhabe verify` checks it.")
    .argument("<id>", "the ballot")
    .argument("<folder>", "where to put it; must not be there yet, or be empty")
    .addOption(new Option("--url <url>", "the gateway").default("http://127.0.0.1:8080").env("TEILHABE_URL"))
    .option("--json", "one JSON object on stdout instead of a sentence")
    .action(run);
  return new Command("export").description("What is published, as files.").addCommand(ballot);
}

async function run(ballot: string, folder: string, flags: Flags): Promise<void> {
  if (!BALLOT_ID.test(ballot)) throw new BadInput(`${ballot}: give the id of a ballot, as in its address`);
  const client = teilhabeClient({ url: checkedUrl(flags.url), patienceMs: PATIENCE_MS });
  const exported = await exportBallot(client, { ballot, folder, progress: saying() });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(exported)}\n`);
  else
    process.stdout.write(
      `${folder}: ${exported.files} files, ${exported.bytes} bytes, manifest ${exported.manifestSha256}. Check it: teilhabe verify ${folder}\n`,
    );
}
