import { countingReport } from "./report.ts";

/** `node infra/bench/counting/main.ts`: how fast elections are read and counted, as JSON on stdout; what is going on, on stderr. */
process.stdout.write(`${JSON.stringify(await countingReport((line) => process.stderr.write(`${line}\n`)), null, 2)}\n`);
