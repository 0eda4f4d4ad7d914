import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Election } from "@teilhabe/counting/election";
import { type PbElection, readPbText } from "@teilhabe/counting/formats/pb";
import { writePb } from "@teilhabe/counting/formats/pb-document";
import { count } from "@teilhabe/counting/methods";
import { type Measured, measured, memoryMb, rounded } from "./measure.ts";
import { type Peer, peer } from "./peer.ts";
import { type BudgetSize, randomBudget } from "./random-budget.ts";
import { streamingRow } from "./streaming.ts";

type Say = (line: string) => void;

/** One election by Equal Shares: `run` without completion, `add1` until the next step overspends, both by cost. */
type SharesRow = {
  readonly election: string;
  readonly votes: number;
  readonly differentBallots: number;
  readonly projects: number;
  readonly marks: number;
  readonly read: Measured;
  readonly megabytes: number;
  readonly run: Measured;
  readonly add1: Measured;
  readonly add1Runs: number;
  readonly exactComparisons: number;
  readonly phragmen: Measured;
};

/** Reading is left out on both sides; ours lays out, counts and writes the rounds. How much faster: in processor time. */
type PeerRow = {
  readonly rule: string;
  readonly ours: Measured;
  readonly peerMs: number;
  readonly peerCpuMs: number;
  readonly timesFaster: number;
  readonly sameWinners: boolean;
};

/** Sizes that real cities have had: a large one with long ballots (as Warsaw 2026), one with short ones (as Łódź 2022), and steps between. */
const LONG: BudgetSize = { name: "long ballots, 50,000 votes, 80 projects", votes: 50_000, projects: 80, marksMax: 15, skew: 0.7, share: 0.25 };
const SHORT: BudgetSize = { name: "short ballots, 90,000 votes, 160 projects", votes: 90_000, projects: 160, marksMax: 5, skew: 1, share: 0.3 };
const STEPS: readonly BudgetSize[] = [
  ...[5_000, 10_000, 20_000, 40_000].map((votes) => ({ ...LONG, name: `${votes} votes, 80 projects`, votes })),
  ...[20, 40, 160].map((projects) => ({ ...LONG, name: `20000 votes, ${projects} projects`, votes: 20_000, projects })),
];
const APPROVALS = 1_000_000;

/** All figures of `infra/bench/counting`. Elections are made up, the same each time; a real one is added where the shared data are there. */
export async function countingReport(say: Say): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-counting-"));
  try {
    const other = peer();
    const rows = [LONG, SHORT, ...STEPS].map((size) => {
      say(`counting: ${size.name}`);
      return sharesRow(size.name, [...writePb(randomBudget(size))].join(""));
    });
    const real = realText();
    return {
      machine: { cores: availableParallelism(), node: process.version },
      ...{ shares: real === undefined ? rows : [...rows, sharesRow("Łódź 2020, real", real)] },
      ...{ reading: readingRow(), approvals: approvalsRow(), memoryMb: memoryMb(), streaming: streamingRow(folder) },
      peer: "missing" in other ? `not compared: ${other.missing}` : comparison(other, folder, say),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sharesRow(name: string, text: string): SharesRow {
  const { time: read, result: pb } = measured(() => readPbText(text, name));
  const { time: run } = measured(() => count({ election: pb.election, method: "equal-shares" }));
  const { time: add1, result } = measured(() => count({ election: pb.election, method: "equal-shares", parameters: { completion: "add1" } }));
  const { time: phragmen } = measured(() => count({ election: pb.election, method: "phragmen" }));
  return {
    ...{ election: name, ...sizeOf(pb), read, megabytes: rounded(Buffer.byteLength(text) / 1e6) },
    ...{ run, add1, add1Runs: result.runs ?? 0, exactComparisons: result.exactComparisons ?? 0, phragmen },
  };
}

function sizeOf({ election }: PbElection): { votes: number; differentBallots: number; projects: number; marks: number } {
  const papers = election.ballots.kind === "approval" ? election.ballots.papers : [];
  return {
    votes: papers.reduce((sum, paper) => sum + paper.count, 0),
    differentBallots: papers.length,
    projects: election.options.length,
    marks: papers.reduce((sum, paper) => sum + paper.chosen.length, 0),
  };
}

/** A file of 3 MB, from text to groups of votes. */
function readingRow(): { megabytes: number; read: Measured } {
  const text = [...writePb(randomBudget({ ...LONG, votes: 66_000 }))].join("");
  return { megabytes: rounded(Buffer.byteLength(text) / 1e6), read: measured(() => readPbText(text, "reading"), 5).time };
}

/** A million papers, none grouped: the worst case of a tally. */
function approvalsRow(): { papers: number; tally: Measured } {
  const options = Array.from({ length: 20 }, (_, index) => ({ id: String(index) }));
  const papers = Array.from({ length: APPROVALS }, (_, voter) => ({
    count: 1,
    chosen: [voter % 20, (voter * 7 + 3) % 20].filter((option, i, all) => all.indexOf(option) === i),
  }));
  const election: Election = { options, ballots: { kind: "approval", papers } };
  return { papers: APPROVALS, tally: measured(() => count({ election, method: "approval" })).time };
}

function comparison(other: Peer, folder: string, say: Say): { version: string; election: string; rows: PeerRow[] } {
  const text = [...writePb(randomBudget(LONG))].join("");
  const path = join(folder, "peer.pb");
  writeFileSync(path, text);
  say(`${other.version}: ${LONG.name}; this takes a minute`);
  const theirs = other.run(path, ["equal-shares", "phragmen"]);
  const { election } = readPbText(text, "peer.pb");
  const rows = Object.entries(theirs).flatMap(([rule, found]): PeerRow[] => {
    if (found?.winners === undefined) return [];
    const { time, result } = measured(() => count({ election, method: rule }), 5);
    const [peerMs, peerCpuMs] = [rounded(found.seconds * 1_000), rounded(found.cpu_seconds * 1_000)];
    const sameWinners = result.winners.toSorted().join() === found.winners.join();
    return [{ rule, ours: time, peerMs, peerCpuMs, timesFaster: rounded(peerCpuMs / time.cpuMs), sameWinners }];
  });
  return { version: other.version, election: LONG.name, rows };
}

function realText(): string | undefined {
  const path = new URL("../../../../shared/data/voting/pb/Poland_Lodz_2020.pb.gz", import.meta.url);
  return existsSync(path) ? gunzipSync(readFileSync(path)).toString() : undefined;
}
