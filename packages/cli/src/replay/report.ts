import type { Exported } from "../export/export-ballot.ts";
import type { ElectionFile } from "./election-file.ts";
import { optionIdOf } from "./election-file.ts";
import type { Secrecy } from "./stage-election.ts";

export type Report = {
  readonly file: string;
  readonly ballot: string;
  readonly secrecy: Secrecy;
  readonly ideas: number;
  readonly votesInFile: number;
  readonly votesAccepted: number;
  readonly votesRefused: number;
  readonly votesCounted: number;
  readonly votesPerSecond: number;
  readonly latencyMsP50: number;
  readonly latencyMsP99: number;
  readonly publicEventsBySse: number;
  readonly publicEventsByWebhook: number;
  readonly noticesDelivered: number;
  readonly winners: readonly string[];
  readonly official: readonly string[] | null;
  readonly same: boolean | null;
  readonly explanation: string;
  /** With `--export`: the folder, its manifest. */
  readonly exported: Exported | null;
};

/** Ids of projects from ids of options. */
export function projectIds(file: ElectionFile, options: readonly string[]): string[] {
  const byOption = new Map(file.pb.projects.map((project, position) => [optionIdOf(project.id, position), project.id]));
  return options.map((option) => byOption.get(option) ?? option);
}

/** Compares with what the file publishes, and says of each difference what the file knows about it. */
export function compare(file: ElectionFile, winners: readonly string[], notes: readonly string[]): Pick<Report, "official" | "same" | "explanation"> {
  const remarks = notes.length === 0 ? "" : ` Notes: ${notes.join("; ")}.`;
  if (file.official === undefined) return { official: null, same: null, explanation: `The file publishes no result to compare with.${remarks}` };
  const official = new Set(file.official);
  const elected = new Set(winners);
  const differing = [...file.official.filter((id) => !elected.has(id)), ...winners.filter((id) => !official.has(id))];
  if (differing.length === 0)
    return { official: file.official, same: true, explanation: `The same projects win as in the published result.${remarks}` };
  const lines = differing.map((id) => difference(file, id, elected.has(id)));
  return { official: file.official, same: false, explanation: `${lines.join(" ")}${commentOf(file)}${remarks}` };
}

function difference(file: ElectionFile, id: string, wins: boolean): string {
  const project = file.pb.projects.find((one) => one.id === id);
  const what = `Project ${id} ${wins ? "wins by the rule and is not in the published result" : "is in the published result and does not win by the rule"}`;
  const selected = project?.selected;
  if (selected !== undefined && selected !== "0" && selected !== "1") {
    return `${what}: the file marks it with ${selected}, which stands for another reason than the rule, such as a correction by hand.`;
  }
  return `${what}: the rule as the file names it leads to another result; a correction by hand, a tie broken otherwise, or a rule told only in words may be why.`;
}

function commentOf({ pb }: ElectionFile): string {
  const comment = pb.meta.get("comment")?.value;
  return comment === undefined || comment === "" ? "" : ` The file's own comment: ${comment}`;
}

/** The report as a table for people. */
export function table(report: Report): string {
  const rows: [string, string][] = [
    ["file", report.file],
    ["secrecy", report.secrecy],
    ["ideas", String(report.ideas)],
    ["votes in the file", String(report.votesInFile)],
    ["votes accepted, durable", String(report.votesAccepted)],
    ["votes refused", String(report.votesRefused)],
    ["votes counted", String(report.votesCounted)],
    ["votes per second", String(report.votesPerSecond)],
    ["latency of a vote", `p50 ${report.latencyMsP50} ms, p99 ${report.latencyMsP99} ms`],
    ["public events by SSE", String(report.publicEventsBySse)],
    ["public events by webhook", String(report.publicEventsByWebhook)],
    ["notices delivered", String(report.noticesDelivered)],
    ["winners", shortened(report.winners)],
    ["published result", report.official === null ? "none" : shortened(report.official)],
    ["the same", report.same === null ? "nothing to compare with" : report.same ? "yes" : "no"],
    ...(report.exported === null ? [] : [["exported", `${report.exported.folder}: ${report.exported.files} files`] as [string, string]]),
    ["", report.explanation],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

const SHOWN_MAX = 12;

function shortened(ids: readonly string[]): string {
  const more = ids.length - SHOWN_MAX;
  return `${ids.length}: ${ids.slice(0, SHOWN_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
