import { readFile, stat } from "node:fs/promises";
import type { ReceiptFile } from "@teilhabe/proofs/folder/check-receipts";
import { NotVerified } from "@teilhabe/proofs/folder/problem";
import { notVerifiedText, REPORT_LANGUAGES, type ReportLanguage, stepText, verifiedText } from "@teilhabe/proofs/folder/step-texts";
import { type Step, verifyBallot } from "@teilhabe/proofs/folder/verify";
import { Command, Option } from "commander";
import { ANSWER_IS_NO, BadInput } from "../faults.ts";
import { folderOnDisk } from "../verify/folder-on-disk.ts";
import { recountOf } from "../verify/recount.ts";

const RECEIPTS_MAX = 1_000;
const RECEIPT_BYTES_MAX = 16_384;
const DEFINITION_HASH = /^[0-9a-f]{64}$/;

type Options = { readonly receipt: readonly string[]; readonly definition?: string; readonly language: ReportLanguage; readonly json: boolean };

/** `teilhabe verify DIR`: checks a published ballot from its files alone. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Checks a published ballot from its files alone, from the frozen rules to the winners. Needs no platform, no network, no trust in the city.",
    )
    .argument("<folder>", "the folder of the published ballot, with manifest.json")
    .option("--receipt <file>", "also check that the vote of this receipt is in the log; may be given several times", collected, [])
    .option("--definition <sha256>", "the fingerprint of the rules as you know it from elsewhere")
    .addOption(new Option("--language <language>", "of the report").choices([...REPORT_LANGUAGES]).default("en"))
    .option("--json", "one object on stdout instead of sentences", false)
    .action(verify);
}

function collected(file: string, files: readonly string[]): readonly string[] {
  return [...files, file];
}

async function verify(directory: string, options: Options): Promise<void> {
  const { definition, language, json } = options;
  if (definition !== undefined && !DEFINITION_HASH.test(definition))
    throw new BadInput(`--definition ${definition}: give a SHA-256 as 64 lower-case hex digits`);
  const folder = await folderOnDisk(directory);
  const receipts = await receiptFiles(options.receipt);
  const steps: Step[] = [];
  const report = (step: Step) => {
    steps.push(step);
    if (!json) say(stepText(step, language));
  };
  const problem = await problemOf({
    folder,
    recount: recountOf,
    receipts,
    report,
    ...(definition !== undefined && { expectedDefinition: definition }),
  });
  if (problem !== undefined) process.exitCode = ANSWER_IS_NO;
  if (json)
    say(
      JSON.stringify({
        verified: problem === undefined,
        ...(problem && { reason: problem.reason, where: problem.where, message: problem.message }),
        steps,
      }),
    );
  else say(problem === undefined ? verifiedText(language) : notVerifiedText(problem, language));
}

async function problemOf(request: Parameters<typeof verifyBallot>[0]): Promise<NotVerified | undefined> {
  try {
    await verifyBallot(request);
    return undefined;
  } catch (error) {
    if (error instanceof NotVerified) return error;
    throw error;
  }
}

function receiptFiles(names: readonly string[]): Promise<ReceiptFile[]> {
  if (names.length > RECEIPTS_MAX) throw new BadInput(`--receipt: give at most ${RECEIPTS_MAX} files`);
  return Promise.all(
    names.map(async (name) => {
      const found = await stat(name).catch(() => undefined);
      if (found?.isFile() !== true) throw new BadInput(`--receipt ${name}: there is no such file`);
      if (found.size > RECEIPT_BYTES_MAX) throw new BadInput(`--receipt ${name}: a receipt has at most ${RECEIPT_BYTES_MAX} bytes`);
      return { name, bytes: await readFile(name) };
    }),
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
