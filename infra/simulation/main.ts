import { pinoLog } from "@teilhabe/platform/pino-log";
import { type Options, readOptions, USAGE, UsageError } from "./options.ts";
import { simulate } from "./simulate.ts";

const { from, count, logs } = optionsOrEnd();
const log = logs ? pinoLog("debug", "simulation") : undefined;
const failing: number[] = [];
const began = Date.now();
let lives = 0;
for (let seed = from; seed < from + count; seed++) {
  const simulated = await simulate(seed, log === undefined ? {} : { log });
  lives += simulated.lives;
  if (simulated.faults.length > 0) {
    failing.push(seed);
    process.stdout.write(`seed ${seed} (${simulated.lives} lives):\n  ${simulated.faults.join("\n  ")}\n`);
  }
  if ((seed - from + 1) % 50 === 0) process.stderr.write(`${seed - from + 1} of ${count} seeds, ${failing.length} failing\n`);
}
process.stdout.write(`${JSON.stringify({ seeds: count, from, failing, lives, seconds: Math.round((Date.now() - began) / 100) / 10 })}\n`);
process.exit(failing.length === 0 ? 0 : 1);

function optionsOrEnd(): Options {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return options;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
