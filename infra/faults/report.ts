import { type Finding, KINDS } from "./check.ts";
import type { Episode } from "./episodes.ts";
import { ACTS, type Entry } from "./ledger.ts";
import type { Observed } from "./observed.ts";

export type Report = {
  readonly seed: number;
  readonly entries: readonly Entry[];
  readonly episodes: readonly Episode[];
  readonly findings: readonly Finding[];
  readonly redelivered: Readonly<Record<string, number>>;
  readonly observed: Observed;
};

const SHOWN_MAX = 30;

const MEANINGS: Readonly<Record<Finding["kind"], string>> = {
  lost: "acknowledged and lost",
  twice: "effects twice",
  order: "order broken after dropping repeated ids",
  missing: "events missing at a reader",
  votes: "votes accepted and counted differ",
  unsigned: "deliveries whose signature did not hold",
  refused: "refused although allowed",
  buried: "dead letters",
};

/** Nothing that must be 0 is not, and every fault was recovered from. */
export function isGood({ findings, episodes }: Pick<Report, "findings" | "episodes">): boolean {
  return findings.length === 0 && episodes.every(({ recoveredMs }) => recoveredMs !== undefined);
}

/** Two tables in markdown, and what exactly is wrong. */
export function textOf(report: Report): string {
  return [totals(report), faultTable(report.episodes), ...wrong(report)].join("\n\n");
}

function totals({ entries, findings, redelivered, observed }: Report): string {
  const of = (outcome: Entry["outcome"]) => entries.filter((entry) => entry.outcome === outcome);
  const accepted = of("acknowledged");
  const votes = accepted.filter(({ act }) => act === "vote").length;
  const byAct = ACTS.map((act) => `${accepted.filter((entry) => entry.act === act).length} ${act}s`).join(", ");
  const events = observed.readers.map(({ name, events }) => `${name} ${events.length}`).join(", ");
  const rows = [
    ["commands acknowledged", `${accepted.length} (${byAct})`, "any"],
    ["commands that nobody answered", String(of("unknown").length), "any"],
    ...KINDS.map((kind) => [MEANINGS[kind], String(findings.filter((finding) => finding.kind === kind).length), "0"]),
    ["votes accepted / counted", `${votes} / ${observed.result.votes}`, "equal"],
    ["events at readers", events, "any"],
    [
      "redelivered",
      Object.entries(redelivered)
        .map(([name, times]) => `${name} ${times}`)
        .join(", "),
      "any",
    ],
  ];
  return table(["what", "seen", "must be"], rows);
}

function faultTable(episodes: readonly Episode[]): string {
  const rows = episodes.map(({ name, beganMs, healedMs, recoveredMs, gap, evidence }) => [
    name,
    seconds(healedMs - beganMs),
    `${seconds(gap.ms)} (${gap.act})`,
    recoveredMs === undefined ? "NOT RECOVERED" : seconds(recoveredMs - healedMs),
    evidence.join("; "),
  ]);
  return table(["fault", "lasted s", "longest without service s", "recovered after s", "the moment was hit"], rows);
}

function wrong({ seed, findings }: Report): readonly string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, SHOWN_MAX).map(({ kind, what }) => `- ${MEANINGS[kind]}: ${what}`);
  const more = findings.length > SHOWN_MAX ? [`- and ${findings.length - SHOWN_MAX} more`] : [];
  return [[`Seed ${seed}. What is wrong:`, ...shown, ...more].join("\n")];
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
