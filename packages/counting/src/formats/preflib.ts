import { OPTIONS_MAX, type RankedBallot } from "../election.ts";
import { FormatError } from "./format-error.ts";
import { numberedOptions, oneLine, type RankedFile } from "./ranked-file.ts";
import { decodeText, linesOf } from "./text.ts";

const orders = ["soc", "soi", "toc", "toi"];

type Line = { text: string; number: number };
/** What stands above the orders. `voters` is null where the file does not say it. */
type Head = { title: string; names: readonly string[]; voters: number | null; separator: ":" | ","; orders: readonly Line[] };

/**
 * Reads a PrefLib file of orders (`.soc`, `.soi`, `.toc`, `.toi`; https://www.preflib.org/format), in today's form with `# KEY: value`
 * above `count: 1,{2,3}` and in the form before 2022 with a list of names above `count,1,{2,3}`. Options that an order leaves out are unranked.
 * @throws FormatError with the line, also when the orders do not add up to the number of voters that the file announces.
 */
export function readPrefLib(input: Uint8Array | string, file: string): RankedFile {
  const lines = linesOf(decodeText(input))
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => text !== "");
  const head = lines.some(({ text }) => text.startsWith("#")) ? headOfToday(file, lines) : headBefore2022(file, lines);
  const papers = head.orders.map((line) => paperIn(file, line, head));
  const last = lines.at(-1)?.number ?? 1;
  if (papers.length === 0) throw new FormatError(file, last, "the file has no orders");
  const sum = papers.reduce((total, paper) => total + paper.count, 0);
  if (head.voters !== null && sum !== head.voters) {
    throw new FormatError(file, last, `${head.voters} voters are announced, the orders add up to ${sum}: lines are missing or damaged`);
  }
  return { title: head.title, election: { options: numberedOptions(head.names), ballots: { kind: "ordinal", papers } } };
}

function headOfToday(file: string, lines: readonly Line[]): Head {
  const values = new Map<string, Line>();
  for (const { text, number } of lines) {
    const [, key, value = ""] = /^#\s*([^:]+?)\s*:(.*)$/.exec(text) ?? [];
    if (key !== undefined) values.set(key.toUpperCase(), { text: value.trim(), number });
  }
  const type = values.get("DATA TYPE");
  if (type !== undefined && !orders.includes(type.text)) {
    throw new FormatError(file, type.number, `data of type \`${type.text}\` are not orders; expected one of ${orders.join(", ")}`);
  }
  const count = numberOfOptions(file, values.get("NUMBER ALTERNATIVES"));
  const names = Array.from({ length: count }, (_, index) => values.get(`ALTERNATIVE NAME ${index + 1}`)?.text ?? String(index + 1));
  const voters = values.get("NUMBER VOTERS");
  return {
    title: values.get("TITLE")?.text ?? "",
    names,
    voters: voters === undefined ? null : wholeNumber(file, voters, voters.text),
    separator: ":",
    orders: lines.filter(({ text }) => !text.startsWith("#")),
  };
}

function headBefore2022(file: string, lines: readonly Line[]): Head {
  const count = numberOfOptions(file, lines[0]);
  const names = lines.slice(1, count + 1).map((line, index) => {
    const [, number, name = ""] = /^(\d+)\s*,(.*)$/.exec(line.text) ?? [];
    if (Number(number) !== index + 1) throw new FormatError(file, line.number, `expected \`${index + 1},name\`, found \`${line.text}\``);
    return name.trim().replace(/^"(.*)"$/, "$1");
  });
  const sums = lines[count + 1];
  if (sums === undefined) throw new FormatError(file, lines.at(-1)?.number ?? 1, `the file ends after ${names.length} of ${count} names`);
  const [voters = ""] = sums.text.split(",");
  return { title: "", names, voters: wholeNumber(file, sums, voters), separator: ",", orders: lines.slice(count + 2) };
}

function numberOfOptions(file: string, line: Line | undefined): number {
  if (line === undefined) throw new FormatError(file, 1, "expected `# NUMBER ALTERNATIVES: n`, or the number of options in the first line");
  const count = wholeNumber(file, line, line.text);
  if (count >= 1 && count <= OPTIONS_MAX) return count;
  throw new FormatError(file, line.number, `${count} options; 1 to ${OPTIONS_MAX} can be counted`);
}

function wholeNumber(file: string, { number }: Line, text: string): number {
  const value = Number(text);
  if (/^\d+(\.0+)?$/.test(text.trim()) && Number.isSafeInteger(value)) return value;
  throw new FormatError(file, number, `expected a whole number, found \`${text}\``);
}

function paperIn(file: string, line: Line, { separator, names }: Head): RankedBallot {
  const [, count, order = ""] = (separator === ":" ? /^([^:,]+):(.*)$/ : /^([^,]+),?(.*)$/).exec(line.text) ?? [];
  if (count === undefined || !/^\s*(\{[\d\s,]*\}|\d+)?(\s*,\s*(\{[\d\s,]*\}|\d+))*\s*$/.test(order)) {
    throw new FormatError(file, line.number, `expected \`count${separator} 1,{2,3}\`, found \`${line.text}\``);
  }
  const seen = new Set<number>();
  const ranking = [...order.matchAll(/\{([^}]*)\}|\d+/g)].map(([whole, tied]) =>
    [...(tied ?? whole).matchAll(/\d+/g)].map(([digits]) => {
      const option = Number(digits);
      if (option < 1 || option > names.length) {
        throw new FormatError(file, line.number, `${option} is not an option; options are 1 to ${names.length}`);
      }
      if (seen.has(option)) throw new FormatError(file, line.number, `option ${option} is ranked twice in one order`);
      seen.add(option);
      return option - 1;
    }),
  );
  return { count: wholeNumber(file, line, count), ranking: ranking.filter((rank) => rank.length > 0) };
}

/**
 * Writes today's form, which `readPrefLib` reads back as the same title, options and papers. Seats and a fixed order for ties have no
 * place in the format.
 * @throws RangeError when an option was withdrawn: the format cannot say so, and the result would change.
 */
export function writePrefLib({ title, election }: RankedFile): string {
  if (election.withdrawn !== undefined) throw new RangeError("PrefLib files cannot name withdrawn options: write a .blt file");
  const { options } = election;
  const { papers } = election.ballots;
  const tied = papers.some(({ ranking }) => ranking.some((rank) => rank.length > 1));
  const complete = papers.every(({ ranking }) => ranking.flat().length === options.length);
  const texts = papers.map(({ ranking }) => ranking.map(rankText).join(","));
  return [
    `# TITLE: ${oneLine(title)}`,
    `# DATA TYPE: ${tied ? "to" : "so"}${complete ? "c" : "i"}`,
    `# NUMBER ALTERNATIVES: ${options.length}`,
    `# NUMBER VOTERS: ${papers.reduce((sum, paper) => sum + paper.count, 0)}`,
    `# NUMBER UNIQUE ORDERS: ${new Set(texts).size}`,
    ...options.map(({ id, name }, index) => `# ALTERNATIVE NAME ${index + 1}: ${oneLine(name ?? id)}`),
    ...papers.map(({ count }, index) => `${count}: ${texts[index]}`),
    "",
  ].join("\n");
}

function rankText(rank: readonly number[]): string {
  const text = rank.map((option) => option + 1).join(",");
  return rank.length === 1 ? text : `{${text}}`;
}
