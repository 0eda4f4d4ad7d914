import { credentialRequest, credentialsFor, openBenchBallot, type Right, voteRequest } from "./bench-ballot.ts";
import { benchPlatform, memoryMiB, type Target } from "./bench-platform.ts";
import { drive } from "./drive.ts";
import { type Figure, figure, type Measured, round } from "./figure.ts";
import { driveFloor, fasterOf } from "./floor.ts";
import { stepCosts } from "./vote-steps.ts";

const CONNECTIONS = 100;

/** Durable votes over HTTP against a bare Express app that group-commits the same rows; both in this run, on the same cores. */
export async function benchVotes(votes: number): Promise<Measured> {
  const platform = await benchPlatform();
  try {
    const ballot = await openBenchBallot(platform);
    const rights = await credentialsFor(platform, ballot, votes, "alone");
    const bodies = rights.map((right, n) => voteRequest(ballot, right, n));
    const bare = () => driveFloor({ program: "floor-votes.ts", connections: CONNECTIONS, bodies });
    const before = await bare();
    const alone = await drive({ url: platform.url, connections: CONNECTIONS, next: (n) => bodies[n] });
    const floor = fasterOf(before, await bare());
    const together = await driveTogether(platform, ballot, Math.ceil(votes / 4));
    const steps = await stepCosts(platform.data);
    return {
      figures: [
        figure(`durable votes, ${CONNECTIONS} connections`, alone.perSecond, "/s"),
        figure("its p99", alone.msP99, "ms", { under: 100 }),
        figure("floor: bare Express, no validation, the same rows group-committed into SQLite", floor.perSecond, "/s"),
        figure("ratio to the floor", alone.perSecond / floor.perSecond, "", { atLeast: 0.5 }),
        figure("credentials, each for a person seen for the first time", together.credential.perSecond, "/s"),
        figure("credential and vote together", together.votersPerSecond, "voters/s"),
        figure("memory after it", memoryMiB(platform.pid), "MiB"),
        ...steps.map(({ step, us }): Figure => figure(`step: ${step}`, us, "µs")),
      ],
      details: { connections: CONNECTIONS, voteAlone: alone, floor, credentialAndVote: together },
    };
  } finally {
    await platform.stop();
  }
}

/** Each new voter signs in, gets a credential and votes: two requests. */
async function driveTogether(target: Target, ballot: string, voters: number) {
  const got = new Map<number, Right>();
  const began = performance.now();
  const credential = await drive({
    url: target.url,
    connections: CONNECTIONS,
    next: (n) => (n < voters ? credentialRequest(target, ballot, `both-${n}`) : undefined),
    read: (_status, body, n) => got.set(n, JSON.parse(body) as Right),
  });
  const vote = await drive({
    url: target.url,
    connections: CONNECTIONS,
    next: (n) => {
      const right = got.get(n);
      return right === undefined ? undefined : voteRequest(ballot, right, n);
    },
  });
  return { credential, vote, votersPerSecond: round(voters / ((performance.now() - began) / 1_000)) };
}
