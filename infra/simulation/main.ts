/**
 * `npm run simulate -- [--seeds N] [--from S] [--seed S] [--log]`: the modules through a town's life, with everything going wrong that
 * can, once for each seed. Exit code 1 and the failing seeds when an invariant does not hold; `--seed` runs one again.
 */
import { parseArgs } from "node:util";
import { pinoLog } from "@teilhabe/platform/pino-log";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    log: { type: "boolean", default: false },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isInteger(from) || !Number.isInteger(count) || count < 1) {
  process.stderr.write("simulate: --seeds, --from and --seed take whole numbers\n");
  process.exit(2);
}
const log = values.log ? pinoLog("debug", "simulation") : undefined;
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
