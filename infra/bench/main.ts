/**
 * `npm run bench -- [votes] [events] [reads] [search] [growth] [--votes N] [--ideas N] [--offers N] [--clients N]`: measures the platform as a process of its
 * own, over HTTP, with the floor in the same run. Prints one JSON object; without a name, everything.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { benchEvents } from "./events.ts";
import { benchGrowth } from "./growth.ts";
import { benchReads } from "./reads.ts";
import { benchSearch } from "./search.ts";
import { benchVotes } from "./votes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    votes: { type: "string", default: "40000" },
    ideas: { type: "string", default: "100000" },
    offers: { type: "string", default: "100000" },
    clients: { type: "string", default: "1000" },
  },
});

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  votes: () => benchVotes(Number(values.votes)),
  events: () => benchEvents(Number(values.clients)),
  reads: () => benchReads(Number(values.ideas)),
  search: () => benchSearch(Number(values.offers)),
  growth: () => benchGrowth([1_000, 100_000, 1_000_000]),
};
const wanted = positionals.length === 0 ? Object.keys(benches) : positionals;
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no ${unknown.join(", ")}; what there is: ${Object.keys(benches).join(" ")}\n`);
  process.exit(2);
}
const report: Record<string, unknown> = { at: new Date().toISOString(), node: process.version, cores: cpus().length, cpu: cpus()[0]?.model };
for (const name of wanted) {
  process.stderr.write(`measuring ${name} …\n`);
  report[name] = await benches[name]?.();
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
