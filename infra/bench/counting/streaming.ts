import { spawnSync } from "node:child_process";
import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rounded } from "./measure.ts";

/** Text, zipped file and the most memory that the command ever held, in MB. */
export type StreamingRow = {
  readonly votes: number;
  readonly textMb: number;
  readonly fileMb: number;
  readonly seconds: number;
  readonly peakRssMb: number;
};

const BLOCKS = 330;
const VOTES = 10_000;
const PROJECTS = 15;

const cli = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url));
/** Prints the peak, in KB, when the command ends. */
const SAY_PEAK = 'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

/** `teilhabe count` on a zipped file whose text is much larger than the memory that it should need. */
export function streamingRow(folder: string): StreamingRow {
  const path = join(folder, "streaming.pb.gz");
  const block = blockOfVotes();
  writeFileSync(path, gzipSync(head()));
  const zipped = gzipSync(block);
  for (let written = 0; written < BLOCKS; written++) appendFileSync(path, zipped);
  const start = performance.now();
  const done = spawnSync(process.execPath, ["--import", SAY_PEAK, cli, "count", path, "--method", "greedy"], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`teilhabe count failed: ${done.stderr}`);
  return {
    votes: BLOCKS * VOTES,
    textMb: rounded((BLOCKS * block.length) / 1e6),
    fileMb: rounded(statSync(path).size / 1e6),
    seconds: rounded((performance.now() - start) / 1_000),
    peakRssMb: rounded(Number(done.stderr) / 1_024),
  };
}

function head(): string {
  const projects = Array.from({ length: PROJECTS }, (_, index) => `P${index};${1_000 + index}\n`).join("");
  return `META\nkey;value\nbudget;9000\nvote_type;approval\nPROJECTS\nproject_id;cost\n${projects}VOTES\nvoter_id;vote;remark\n`;
}

function blockOfVotes(): string {
  const remark = "x".repeat(70);
  const marks = (voter: number) => [voter % PROJECTS, (voter * 7 + 3) % PROJECTS, (voter * 11 + 5) % PROJECTS];
  return Array.from({ length: VOTES }, (_, voter) => `${voter};${[...new Set(marks(voter))].map((one) => `P${one}`).join()};${remark}\n`).join("");
}
