import { credentialsFor, openBenchBallot, voteRequest } from "../bench-ballot.ts";
import { drive } from "../drive.ts";
import { figure, type Measured } from "../figure.ts";
import { driveFloor, fasterOf } from "../floor.ts";
import { memoryOf, withCluster } from "./bench-cluster.ts";
import { countCpu } from "./cpu-costs.ts";

const CONNECTIONS = 200;

/** Durable votes through gateway, NATS, ballot box and MongoDB, against a bare app that inserts the same in the same groups into the same MongoDB. */
export function benchClusterVotes(votes: number): Promise<Measured> {
  return withCluster({}, async (cluster) => {
    const ballot = await openBenchBallot(cluster);
    const rights = await credentialsFor(cluster, ballot, votes, "alone");
    const bodies = rights.map((right, n) => voteRequest(ballot, right, n));
    const bare = () => driveFloor({ program: "floor-votes-mongo.ts", args: [cluster.mongo.url], connections: CONNECTIONS, bodies });
    const before = await bare();
    const cpu = countCpu(cluster);
    const through = await drive({ url: cluster.url, connections: CONNECTIONS, next: (n) => bodies[n] });
    const costs = cpu(votes, "a vote");
    const floor = fasterOf(before, await bare());
    return {
      figures: [
        figure(`durable votes, ${CONNECTIONS} connections`, through.perSecond, "/s"),
        figure("its p99", through.msP99, "ms", { under: 200 }),
        figure("floor: bare Express, the same groups into the same MongoDB", floor.perSecond, "/s"),
        figure("ratio to the floor", through.perSecond / floor.perSecond, "", { atLeast: 0.5 }),
        ...costs,
        ...memoryOf(cluster, "gateway", "ballot-box"),
      ],
      details: { connections: CONNECTIONS, votes: through, floor },
    };
  });
}
