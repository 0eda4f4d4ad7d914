import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { credentialRequest, credentialsFor, openBenchBallot, type Right, voteRequest } from "./bench-ballot.ts";
import { benchPlatform, memoryMiB } from "./bench-platform.ts";
import { drive, round } from "./drive.ts";

const CONNECTIONS = 100;

/** Durable votes over HTTP against a bare Express app that group-commits the same rows; both in this run, on the same cores. */
export async function benchVotes(votes: number): Promise<Record<string, unknown>> {
  const platform = await benchPlatform();
  try {
    const ballot = await openBenchBallot(platform);
    const rights = await credentialsFor(platform, ballot, votes, "alone");
    const bodies = rights.map((right, n) => voteRequest(ballot, right, n));
    const floorBefore = await driveFloor(bodies);
    const alone = await drive({ url: platform.url, connections: CONNECTIONS, next: (n) => bodies[n] });
    const floorAfter = await driveFloor(bodies);
    const floor = floorBefore.perSecond > floorAfter.perSecond ? floorBefore : floorAfter;
    const together = await driveTogether(platform, ballot, Math.ceil(votes / 4));
    return {
      connections: CONNECTIONS,
      voteAlone: alone,
      floor,
      ratioToFloor: round(alone.perSecond / floor.perSecond),
      credentialAndVote: together,
      memoryMiB: memoryMiB(platform.pid),
      steps: stepCosts(platform.data),
    };
  } finally {
    await platform.stop();
  }
}

type Bodies = readonly ReturnType<typeof voteRequest>[];

async function driveFloor(bodies: Bodies) {
  const floor = spawn(process.execPath, [join(import.meta.dirname, "floor-votes.ts")], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await firstLine(floor);
    return await drive({ url, connections: CONNECTIONS, next: (n) => bodies[n] });
  } finally {
    floor.kill("SIGTERM");
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", () => reject(new Error("the floor ended before it began")));
  });
}

/** Each new voter signs in, gets a credential and votes: two requests on the same connection. */
async function driveTogether(platform: Awaited<ReturnType<typeof benchPlatform>>, ballot: string, voters: number) {
  const got = new Map<number, Right>();
  const began = performance.now();
  const credential = await drive({
    url: platform.url,
    connections: CONNECTIONS,
    next: (n) => (n < voters ? credentialRequest(platform, ballot, `both-${n}`) : undefined),
    read: (_status, body, n) => got.set(n, JSON.parse(body) as Right),
  });
  const vote = await drive({
    url: platform.url,
    connections: CONNECTIONS,
    next: (n) => {
      const right = got.get(n);
      return right === undefined ? undefined : voteRequest(ballot, right, n);
    },
  });
  return { credential, vote, votersPerSecond: round(voters / ((performance.now() - began) / 1_000)) };
}

/** What the client's side of the figure costs: making one token. */
function stepCosts(data: string): Record<string, number> {
  const tokens = 500;
  const began = performance.now();
  for (let n = 0; n < tokens; n++) mintToken(data, { as: "citizen", name: `cost-${n}` });
  return { mintTokenMs: round((performance.now() - began) / tokens) };
}
