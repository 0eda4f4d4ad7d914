import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { freePort, startPlatform } from "./own-platform.ts";
import type { Report } from "./report.ts";

const root = join(import.meta.dirname, "../../../..");
const main = join(root, "packages/cli/src/main.ts");
const shared = join(root, "../shared/data/voting");
const madeUp = join(root, "examples/made-up-district.pb");
const folder = mkdtempSync(join(tmpdir(), "teilhabe-replay-"));
const TIMEOUT_MS = 180_000;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function teilhabe(...args: string[]): { readonly ended: Promise<Ended>; readonly said: () => string } {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args]);
  let out = "";
  let err = "";
  child.stdout.on("data", (part) => {
    out += part;
  });
  child.stderr.on("data", (part) => {
    err += part;
  });
  return { ended: new Promise((resolve) => child.on("exit", (code) => resolve({ code, out, err }))), said: () => err };
}

async function replayed(...args: string[]): Promise<Report> {
  const { code, out, err } = await teilhabe("replay", ...args, "--json").ended;
  if (code !== 0) throw new Error(`exit ${code}: ${err}`);
  return JSON.parse(out) as Report;
}

test(
  "a made-up election goes from ideas to result on a platform of its own",
  async () => {
    expect(await replayed(madeUp)).toMatchObject({
      ideas: 5,
      votesInFile: 12,
      votesAccepted: 12,
      votesRefused: 0,
      votesCounted: 12,
      winners: ["1", "2"],
      official: ["1", "2"],
      same: true,
      noticesDelivered: 4,
    });
  },
  TIMEOUT_MS,
);

test(
  "a damaged file is refused with file, line and reason before anything is created",
  async () => {
    const { code, err } = await teilhabe("replay", join(root, "LICENSE")).ended;
    expect(code).toBe(2);
    expect(err).toMatch(/LICENSE, line 1: expected the section META/);
  },
  TIMEOUT_MS,
);

test(
  "a platform that is killed and started again on its data loses no vote and counts none twice",
  async () => {
    const port = await freePort();
    const data = join(folder, "killed");
    let platform = await startPlatform({ data, port });
    const run = teilhabe("replay", manyVotes(), "--url", platform.url, "--data", data, "--concurrency", "20", "--json");
    for (let kill = 0; kill < 3; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await platform.kill();
      platform = await startPlatform({ data, port });
    }
    const { code, out, err } = await run.ended;
    await platform.stop();
    if (code !== 0) throw new Error(`exit ${code}: ${err}`);
    const report = JSON.parse(out) as Report;
    expect(report).toMatchObject({ votesAccepted: VOTES, votesRefused: 0, votesCounted: VOTES, same: true, noticesDelivered: 4 });
    expect(report.publicEventsByWebhook).toBe(report.publicEventsBySse);
  },
  TIMEOUT_MS,
);

const VOTES = 1_500;

/** The made-up election with so many voters that there is time to kill something. */
function manyVotes(): string {
  const lines = readFileSync(madeUp, "utf8").trim().split("\n");
  const votes = lines.slice(lines.indexOf("voter_id;vote") + 1).map((line) => line.split(";")[1]);
  const many = Array.from({ length: VOTES }, (_, n) => `${n + 1};${votes[n % votes.length]}`);
  const text = [...lines.slice(0, lines.indexOf("voter_id;vote") + 1), ...many].join("\n").replace("num_votes;12", `num_votes;${VOTES}`);
  const file = join(folder, "many.pb");
  writeFileSync(file, `${text}\n`);
  return file;
}

const available = existsSync(shared);
if (!available && process.env["CI"] !== undefined) throw new Error("../shared/data/voting is needed in CI");

(available ? describe : describe.skip)(available ? "real elections" : "real elections (skipped: ../shared/data/voting is not there)", () => {
  test(
    "a real election replays as its published result",
    async () => {
      const report = await replayed(join(shared, "pb/Netherlands_Assen_2024.pb"));
      expect(report).toMatchObject({ votesInFile: 84, votesCounted: 84, same: true });
    },
    TIMEOUT_MS,
  );
});
