import { cpus, loadavg } from "node:os";
import type { Bench, Sizes } from "./benches.ts";
import type { Figure, Measured } from "./figure.ts";

export type Report = {
  readonly at: string;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  /** The command line's own words. */
  readonly command: string;
  /** Processes that ran or waited for a core in the minute before: the machine's own others, before the first benchmark. */
  readonly loadBefore: number;
  readonly minutes: number;
  /** `failed` says why nothing was measured. */
  readonly benches: Readonly<Record<string, Measured & { readonly seconds: number; readonly failed?: string }>>;
};

/** Runs them one after the other; one that fails, as where the machine has not what it needs, is told in its place. @param say takes one line of progress */
export async function measureAll(wanted: readonly (readonly [string, Bench])[], sizes: Sizes, say: (line: string) => void): Promise<Report> {
  const began = Date.now();
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const benches: Record<string, Measured & { seconds: number; failed?: string }> = {};
  for (const [name, { measure }] of wanted) {
    say(`measuring ${name} …`);
    const from = Date.now();
    const measured = await measure(sizes).catch((error: unknown) => {
      const failed = error instanceof Error ? error.message : String(error);
      say(`${name} was not measured: ${failed}`);
      return { figures: [], details: {}, failed };
    });
    benches[name] = { seconds: Math.round((Date.now() - from) / 1_000), ...measured };
  }
  return {
    at: new Date(began).toISOString(),
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    command: ["npm run bench --", ...process.argv.slice(2)].join(" "),
    loadBefore,
    minutes: Math.round((Date.now() - began) / 6_000) / 10,
    benches,
  };
}

/** The report as one table of markdown, for docs/benchmarks.md. */
export function tableOf(report: Report): string {
  const { at, node, cores, cpu, command, loadBefore, minutes } = report;
  const head = `\`${command}\`, ${at.slice(0, 10)}, ${cores} cores (${cpu}), Node ${node.slice(1)}, load before ${loadBefore}, ${minutes} minutes.`;
  const lines = Object.entries(report.benches).flatMap(([name, { figures, failed }]) =>
    failed !== undefined
      ? [`| **${name}** | not measured: ${failed.replaceAll("\n", " ").replaceAll("|", "\\|")} | | |`]
      : figures.map((one, index) => `| ${index === 0 ? `**${name}**` : ""} | ${one.what} | ${valueText(one)} | ${goalText(one)} |`),
  );
  return [head, "", "| | what | figure | goal |", "|---|---|---|---|", ...lines, ""].join("\n");
}

function valueText({ value, unit }: Figure): string {
  const text = value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  return unit.startsWith("/") ? `${text}${unit}` : `${text} ${unit}`.trim();
}

function goalText({ goal, met }: Figure): string {
  if (goal === undefined) return "";
  const text = "atLeast" in goal ? `at least ${goal.atLeast.toLocaleString("en-US")}` : `under ${goal.under.toLocaleString("en-US")}`;
  return met ? text : `${text}: **missed**`;
}
