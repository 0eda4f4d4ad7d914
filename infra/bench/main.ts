/** The command of `npm run bench`: measures over HTTP, with the floor in the same run, and prints one JSON object on stdout. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { BENCHES, SIZES } from "./benches.ts";
import { measureAll, type Report, tableOf } from "./report.ts";

const USAGE = `npm run --silent bench -- [name …] [options] > report.json

names: embedded (default), cluster, or
${Object.entries(BENCHES)
  .map(([name, { about, group }]) => `  ${name.padEnd(18)} ${group}: ${about}`)
  .join("\n")}

options: ${Object.entries(SIZES)
  .map(([name, size]) => `--${name} ${size}`)
  .join(", ")}; fewer for trying things out
  --table FILE       measures nothing; prints the table of a report, in markdown
`;

function fail(message: string): never {
  process.stderr.write(`bench: ${message}\n\n${USAGE}`);
  process.exit(2);
}

function read() {
  const size = { type: "string" } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: { votes: size, ideas: size, offers: size, clients: size, secret: size, leaves: size, table: size, help: { type: "boolean" } },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = read();

function sizes(): typeof SIZES {
  const chosen = { ...SIZES };
  for (const name of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
    const size = Number(values[name] ?? SIZES[name]);
    if (!Number.isInteger(size) || size < 1) fail(`--${name} is a whole number from 1, not ${JSON.stringify(values[name])}`);
    chosen[name] = size;
  }
  return chosen;
}

function wanted() {
  const names = positionals.length === 0 ? ["embedded"] : positionals;
  const known = (name: string) => Object.entries(BENCHES).filter(([key, { group }]) => key === name || group === name);
  const missing = names.filter((name) => known(name).length === 0);
  if (missing.length > 0) fail(`there is no ${missing.join(", ")}`);
  return names.flatMap(known);
}

// What was started ends with this process, if it is left to end.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

if (values.help) process.stdout.write(USAGE);
else if (values.table !== undefined) process.stdout.write(tableOf(JSON.parse(readFileSync(values.table, "utf8")) as Report));
else {
  const report = await measureAll(wanted(), sizes(), (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (Object.values(report.benches).some(({ failed }) => failed !== undefined)) process.exitCode = 1;
}
