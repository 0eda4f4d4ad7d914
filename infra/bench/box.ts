import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { teilhabeClient } from "@teilhabe/client/client";
import { readCheckpoint } from "@teilhabe/contracts/ballot-box/log-operations";
import { tilePath, tilesOf } from "@teilhabe/proofs/merkle/tile-path";
import { openBenchBallot } from "./bench-ballot.ts";
import { benchPlatform, memoryMiB } from "./bench-platform.ts";
import { drive } from "./drive.ts";
import { figure, type Measured, round } from "./figure.ts";
import { fillBox } from "./fill-box.ts";
import { measureSecretVotes } from "./secret-votes.ts";
import { measureSequencing } from "./sequencing.ts";

const TILE_READS = 20_000;
const TILE_READS_PER_SECOND = 500;
const READERS = 10;

/** Secret votes with both signatures checked, votes with and without the sequencer beside them, and tiles of a log that is already large. */
export async function benchBox({ secret, leaves, votes }: { secret: number; leaves: number; votes: number }): Promise<Measured> {
  const sequencing = await measureSequencing(votes);
  const secretVotes = await secretFigures(secret);
  const tiles = await tileFigures(leaves);
  return {
    figures: [
      figure("secret votes, both signatures checked, the sequencer running", secretVotes.votes.perSecond, "/s", { atLeast: 1_000 }),
      figure("its p99", secretVotes.votes.msP99, "ms"),
      figure("blind credentials, 2048 bits", secretVotes.credentials.perSecond, "/s", { atLeast: 400 }),
      figure("confidential votes over the bus without the sequencer", sequencing.plainPerSecond, "/s"),
      figure("confidential votes over the bus with the sequencer", sequencing.loggedPerSecond, "/s"),
      figure("ratio of these two", sequencing.loggedPerSecond / sequencing.plainPerSecond, "", { atLeast: 0.8 }),
      figure("from the last vote to a checkpoint over all", sequencing.lastToCheckpointS, "s", { under: 2 }),
      figure(`tiles of a log of ${leaves.toLocaleString("en-US")} entries, ${TILE_READS_PER_SECOND}/s: p99`, tiles.reads.msP99, "ms", { under: 20 }),
      figure("votes kept and logged while it was filled", tiles.filledPerSecond, "/s"),
      figure("memory of the process that served it", tiles.memoryMiB, "MiB"),
    ],
    details: { sequencing, secretVotes, tiles },
  };
}

async function secretFigures(voters: number) {
  const platform = await benchPlatform();
  try {
    const { credentials, votes } = await measureSecretVotes(platform, voters);
    return { credentials, votes };
  } finally {
    await platform.stop();
  }
}

async function tileFigures(leaves: number) {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-tiles-"));
  const data = join(folder, "data");
  const port = await freePort();
  try {
    let platform = await benchPlatform(data, port);
    const ballot = await openBenchBallot(platform);
    await platform.stop();
    const began = performance.now();
    await fillBox(join(data, "ballot-box.db"), ballot, leaves);
    const filledPerSecond = round(leaves / ((performance.now() - began) / 1_000));
    platform = await benchPlatform(data, port);
    try {
      const size = await signedSize(platform.url, ballot, leaves);
      const tiles = [...tilesOf(size)];
      const next = (n: number) => {
        const tile = n < TILE_READS ? tiles[Math.floor(Math.random() * tiles.length)] : undefined;
        return tile === undefined ? undefined : { method: "GET" as const, path: `/v1/ballots/${ballot}/log/${tilePath(tile)}` };
      };
      const reads = await drive({ url: platform.url, connections: READERS, perSecondMax: TILE_READS_PER_SECOND, next });
      return { filledPerSecond, reads, memoryMiB: memoryMiB(platform.pid) };
    } finally {
      await platform.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the box, which was filled while it did not run, has signed what it holds. */
async function signedSize(url: string, ballot: string, leaves: number): Promise<number> {
  const client = teilhabeClient({ url });
  for (let look = 0; look < 100; look++) {
    const { text } = await client.ask(readCheckpoint, { ballot });
    const size = Number(text.split("\n")[1]);
    if (size > leaves) return size;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the box has not signed what it was filled with");
}
