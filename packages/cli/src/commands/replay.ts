import { Command, Option } from "commander";
import { checkedUrl } from "../connection.ts";
import { AnswerIsNo, BadInput } from "../faults.ts";
import { saying } from "../progress.ts";
import { readElectionFile } from "../replay/election-file.ts";
import { startPlatform } from "../replay/own-platform.ts";
import { replay } from "../replay/replay.ts";
import { type Report, table } from "../replay/report.ts";
import type { Secrecy } from "../replay/stage-election.ts";

const CONCURRENCY_DEFAULT = 50;
const CONCURRENCY_MAX = 1_000;

type Flags = {
  readonly url?: string;
  readonly data: string;
  readonly concurrency: string;
  readonly json?: boolean;
  readonly secrecy: Secrecy;
  readonly export?: string;
  readonly door?: string;
};

/** `teilhabe replay FILE.pb`: a real election, from ideas to result. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("Takes a real election (Pabulib .pb, also .pb.gz) through a platform, from ideas to result, and compares with the published one.")
    .argument("<file>", "a Pabulib file")
    .option("--url <url>", "the gateway of a running platform; without it one of its own is started in a temporary folder")
    .option("--door <url>", "with --url: where secret votes are cast; the gateway unless given")
    .option("--data <folder>", "with --url: the folder where the local issuer of that platform keeps its key", "./data")
    .option("--concurrency <n>", "voters at the same time", String(CONCURRENCY_DEFAULT))
    .addOption(new Option("--secrecy <kind>", "of the ballot").choices(["open", "confidential", "secret"]).default("confidential"))
    .option("--export <folder>", "put the published ballot there, for `teilhabe verify`")
    .option("--json", "one JSON object on stdout instead of a table")
    .action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  const concurrency = Number(flags.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > CONCURRENCY_MAX) {
    throw new BadInput(`--concurrency ${flags.concurrency}: give a whole number from 1 to ${CONCURRENCY_MAX}`);
  }
  const file = await readElectionFile(path);
  const platform = flags.url === undefined ? await startPlatform() : { url: checkedUrl(flags.url), data: flags.data, stop: async () => undefined };
  try {
    const { url, data } = platform;
    const report = await replay(file, {
      url,
      data,
      concurrency,
      secrecy: flags.secrecy,
      progress: saying(),
      ...(flags.export !== undefined && { folder: flags.export }),
      ...(flags.door !== undefined && { secretUrl: checkedUrl(flags.door) }),
    });
    process.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : `${table(report)}\n`);
    failWhenLost(report);
  } finally {
    await platform.stop();
  }
}

function failWhenLost({ votesAccepted, votesCounted, votesInFile }: Report): void {
  if (votesCounted === votesAccepted && votesAccepted === votesInFile) return;
  throw new AnswerIsNo(`${votesInFile} votes are in the file, ${votesAccepted} were accepted, ${votesCounted} were counted`);
}
