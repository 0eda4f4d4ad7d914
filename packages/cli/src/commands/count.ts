import { basename } from "node:path";
import { explainOutcome } from "@teilhabe/counting/explain/explain";
import type { Language } from "@teilhabe/counting/explain/words";
import { declaredRule } from "@teilhabe/counting/formats/pb-declared";
import { publishedDifferences } from "@teilhabe/counting/formats/pb-published";
import { WrongUseError } from "@teilhabe/counting/method";
import { count, methods } from "@teilhabe/counting/methods";
import type { Outcome, Parameters } from "@teilhabe/counting/outcome";
import { Command, Option } from "commander";
import { BadInput } from "../faults.ts";
import { type CountFile, type FileFlags, readCountFile } from "./count-file.ts";
import { addParameterFlags, type GivenFlags, givenParameters, inFlags } from "./count-flags.ts";

type Flags = GivenFlags &
  FileFlags & {
    readonly method?: string;
    readonly asDeclared?: boolean;
    readonly seed?: string;
    readonly ballot?: string;
    readonly explain?: boolean;
    readonly language?: Language;
  };

const METHODS = methods.map((method) => method.id);

/** `teilhabe count FILE`: counts an election from a file; JSON on stdout. */
export function countCommand(): Command {
  const command = new Command("count")
    .description("Counts an election: .pb, .blt, PrefLib (.soi, .toi, .soc, .toc), .csv, or a pairwise matrix. JSON on stdout.")
    .argument("<file>", "the election; a name that ends in .gz is unzipped")
    .option("--method <method>", `one of ${METHODS.join(" ")}`)
    .option("--as-declared", "by the rule that a .pb file names for itself")
    .option("--matrix", "the file is a pairwise matrix: {names, matrix} in JSON")
    .option("--incomplete", "count a .pb file even if it has fewer votes than it announces")
    .option("--seed <text>", "the public seed of lots; without it the smaller option id is drawn")
    .option("--ballot <id>", "the ballot's id, which goes into lots; the file's name unless given")
    .option("--explain", "with the rounds, and what losers would have needed")
    .addOption(new Option("--language <language>", "with --explain: the rounds also as sentences").choices(["de", "de-x-leicht", "en"]))
    .action(run);
  return addParameterFlags(command).showHelpAfterError("teilhabe count --help lists what fits");
}

async function run(path: string, flags: Flags): Promise<void> {
  try {
    if (flags.language !== undefined && flags.explain !== true) throw new BadInput("--language needs --explain");
    const file = await readCountFile(path, flags);
    const { method, parameters, note } = ruleFor(file, flags);
    const ties = { ballot: flags.ballot ?? basename(path), ...(flags.seed !== undefined && { seed: flags.seed }) };
    const outcome = count({ election: file.election, method, parameters, ties, explain: flags.explain === true });
    const notes = [...(note === undefined ? [] : [note]), ...file.notes, ...publishedNote(file, outcome), ...outcome.notes];
    process.stdout.write(`${JSON.stringify(answer(path, file, outcome, notes, flags), null, 2)}\n`);
  } catch (error) {
    throw error instanceof WrongUseError ? inFlags(error) : error;
  }
}

function ruleFor(file: CountFile, flags: Flags): { method: string; parameters: Parameters; note?: string } {
  const parameters = givenParameters(flags);
  if (flags.asDeclared !== true) {
    if (flags.method === undefined) throw new BadInput(`--method is missing. What fits: ${METHODS.join(" ")}, or --as-declared for a .pb file`);
    return { method: flags.method, parameters };
  }
  if (flags.method !== undefined || Object.keys(parameters).length > 0) {
    throw new BadInput("--as-declared takes method and parameters from the file. What fits: --seed, --ballot, --explain");
  }
  if (file.pb === undefined) throw new BadInput("--as-declared needs a .pb file; others name no rule. What fits: --method");
  return declaredRule(file.pb);
}

/** Where a .pb file publishes other votes than its ballots give: paper votes that it leaves out, corrections, mistakes. */
function publishedNote({ pb }: CountFile, { tally }: Outcome): string[] {
  const [first, ...others] = pb === undefined ? [] : publishedDifferences(pb, tally);
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : `; and ${others.length} more`;
  return [`the file publishes other votes than its ballots give: ${first.project} ${first.published}, counted ${first.counted}${more}`];
}

function answer(path: string, file: CountFile, outcome: Outcome, notes: readonly string[], flags: Flags): Record<string, unknown> {
  const { rounds, notes: _, method, version, parameters, ballots, winners, tally, ...rest } = outcome;
  return {
    ...{ file: path, method, version, parameters, ballots, winners, tally, ...rest },
    ...(notes.length > 0 && { note: notes.join("; ") }),
    ...(flags.explain === true && { rounds, ...textIn(file, outcome, flags.language) }),
  };
}

function textIn(file: CountFile, outcome: Outcome, language: Language | undefined): { text?: string[] } {
  if (language === undefined) return {};
  const currency = file.pb?.meta.get("currency")?.value;
  return { text: explainOutcome({ outcome, election: file.election, language, ...(currency !== undefined && { currency }) }) };
}
