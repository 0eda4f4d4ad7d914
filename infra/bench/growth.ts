import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { teilhabeClient } from "@teilhabe/client/client";
import { readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { credentialsFor, openBenchBallot, voteRequest } from "./bench-ballot.ts";
import { benchPlatform, memoryMiB } from "./bench-platform.ts";
import { type Driven, drive } from "./drive.ts";
import { type Figure, figure, type Measured, round } from "./figure.ts";
import { fillBox } from "./fill-box.ts";

const VOTES_MEASURED = 10_000;

/** The votes figure with a box that is already full, and how soon a killed platform is ready again with the box complete. */
export async function benchGrowth(sizes: readonly number[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-growth-"));
  const data = join(folder, "data");
  const port = await freePort();
  const rows: Grown[] = [];
  try {
    let platform = await benchPlatform(data, port);
    const ballot = await openBenchBallot(platform);
    for (const size of sizes) {
      await platform.kill();
      await fillBox(join(data, "ballot-box.db"), ballot, size);
      const began = performance.now();
      platform = await benchPlatform(data, port);
      const readyMs = round(performance.now() - began);
      const { voters } = await teilhabeClient({ url: platform.url }).ask(readTurnout, { ballot });
      const rights = await credentialsFor(platform, ballot, VOTES_MEASURED, `size-${size}`);
      const bodies = rights.map((right, n) => voteRequest(ballot, right, n));
      const votes = await drive({ url: platform.url, connections: 100, next: (n) => bodies[n] });
      rows.push({ size, readyAfterKillMs: readyMs, votersFound: voters, votes, memoryMiB: memoryMiB(platform.pid) });
    }
    await platform.stop();
    return { figures: rows.flatMap(figuresOf), details: { growth: rows } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Grown = {
  /** Votes in the box when the platform was killed. */
  readonly size: number;
  readonly readyAfterKillMs: number;
  readonly votersFound: number;
  readonly votes: Driven;
  readonly memoryMiB: number;
};

function figuresOf({ size, readyAfterKillMs, votersFound, votes, memoryMiB: memory }: Grown): readonly Figure[] {
  const box = `${size.toLocaleString("en-US")} votes in the box`;
  return [
    figure(`${box}: ready after kill -9`, readyAfterKillMs / 1_000, "s", { under: 5 }),
    figure(`${box}: voters missing then`, size - votersFound, "", { under: 1 }),
    figure(`${box}: durable votes, 100 connections`, votes.perSecond, "/s"),
    figure(`${box}: p99`, votes.msP99, "ms", { under: 100 }),
    figure(`${box}: memory after it`, memory, "MiB"),
  ];
}
