import { parseArgs } from "node:util";

export type Options =
  | { readonly mode: "help" }
  | { readonly mode: "list" }
  | { readonly mode: "replay"; readonly file: string; readonly data: string | undefined }
  | {
      readonly mode: "run";
      readonly seed: number;
      readonly minutes: number | undefined;
      readonly only: readonly string[];
      /** Undefined: today's release from the beginning. */
      readonly from: string | undefined;
      /** Undefined: a temporary folder, removed when nothing was wrong. */
      readonly data: string | undefined;
    };

/** Wrong use of the command; the message is for the person who typed it. */
export class UsageError extends Error {}

export const USAGE = `Kills, pauses and cuts off every part of a cluster under load, and checks that nothing that was acknowledged is lost or done twice.

npm run faults -- [options]
npm run faults -- replay FILE.pb [--data DIR]    a real election in one process, over a cluster, and while each part of it is killed once: the same result

  --seed N         the order of the faults and what people do; by the clock unless given
  --minutes M      begin faults for so long; without it, each comes once
  --only A,B       only faults whose name contains A or B
  --data DIR       new folder for data, logs and the ledger (default: a temporary one, removed when nothing was wrong)
  --from DIR       a checkout of an earlier release, with its packages installed: the cluster begins as that, and the one fault is that it is
                   replaced by this one, process by process, while everybody acts
  --list           names of the faults

Exit code 0: all that must be 0 is 0. 1: it is not, and what exactly is printed with the seed. 2: wrong use.
`;

const SEED_MAX = 0xffff_ffff;
const MINUTES_MAX = 24 * 60;

/** @throws UsageError */
export function readOptions(args: readonly string[], now: number): Options {
  const { values, positionals } = parse(args);
  const { seed, minutes, only, data, from, list, help } = values;
  if (help === true) return { mode: "help" };
  if (list === true) return { mode: "list" };
  if (from === "") throw new UsageError("--from needs the name of a folder.");
  if (data === "") throw new UsageError("--data needs the name of a folder.");
  const [command, file, ...more] = positionals;
  if (command !== undefined && (command !== "replay" || more.length > 0)) throw new UsageError(`Unexpected: ${positionals.join(" ")}.`);
  if (command === "replay") return { mode: "replay", file: fileOf(file), data };
  return {
    mode: "run",
    seed: seed === undefined ? now % SEED_MAX : numberOf("--seed", seed, { min: 0, max: SEED_MAX, whole: true }),
    minutes: minutes === undefined ? undefined : numberOf("--minutes", minutes, { min: 0, max: MINUTES_MAX, whole: false }),
    only: only === undefined ? [] : only.split(","),
    data,
    from,
  };
}

function fileOf(file: string | undefined): string {
  if (file === undefined) throw new UsageError("replay needs a file: replay FILE.pb");
  return file;
}

function numberOf(option: string, text: string, { min, max, whole }: { min: number; max: number; whole: boolean }): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value) || value < min || value > max || (whole && !Number.isInteger(value)))
    throw new UsageError(`${option} is ${whole ? "a whole number" : "a number"} from ${min} to ${max}, not ${JSON.stringify(text)}.`);
  return value;
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { seed: text, minutes: text, only: text, data: text, from: text, list: flag, help: flag };
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
