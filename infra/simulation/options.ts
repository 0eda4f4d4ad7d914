import { parseArgs } from "node:util";

export type Options = { readonly from: number; readonly count: number; readonly logs: boolean; readonly help: boolean };

/** Wrong use of the command; the message is for the person who typed it. */
export class UsageError extends Error {}

const SEEDS = 200;

export const USAGE = `The modules through a town's life, with everything going wrong that can, once for each seed.

npm run simulate -- [options]

  --seeds N   so many lives (default: ${SEEDS})
  --from S    the first seed (default: 1)
  --seed S    one life again
  --log       everything that the modules log

Exit code 1 and the failing seeds when an invariant does not hold.
`;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { seeds, from, seed, log, help } = parse(args);
  const first = Number(seed ?? from ?? "1");
  const count = seed === undefined ? Number(seeds ?? SEEDS) : 1;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1)
    throw new UsageError("--seeds, --from and --seed are whole numbers, and there is at least one seed.");
  return { from: first, count, logs: log === true, help: help === true };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    return parseArgs({ args: [...args], options: { seeds: text, from: text, seed: text, log: flag, help: flag } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
