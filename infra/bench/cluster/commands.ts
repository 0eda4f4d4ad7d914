import { clientAs, tokenFor } from "../bench-platform.ts";
import { drive, type ToSend } from "../drive.ts";
import { figure, type Measured } from "../figure.ts";
import { driveFloor, fasterOf } from "../floor.ts";
import { ideaRequest, openConsultation } from "../ideas.ts";
import { type BenchCluster, memoryOf, withCluster } from "./bench-cluster.ts";
import { countCpu } from "./cpu-costs.ts";

const CONNECTIONS = 100;
const PERSONS = 100;
const SUBMITTED = 10_000;
const SUPPORTED = 10_000;

/** Ideas submitted and supported through gateway, NATS, ideas and MongoDB, with their events going out meanwhile. */
export function benchClusterCommands(): Promise<Measured> {
  return withCluster({}, async (cluster) => {
    const { submit, support, bodies, costs } = await driveCommands(cluster);
    const bare = () => driveFloor({ program: "floor-votes-mongo.ts", args: [cluster.mongo.url], connections: CONNECTIONS, bodies });
    const floor = fasterOf(await bare(), await bare());
    return {
      figures: [
        figure(`ideas submitted, ${CONNECTIONS} connections, durable`, submit.perSecond, "/s", { atLeast: 1_000 }),
        figure("its p99", submit.msP99, "ms"),
        figure(`ideas supported by ${PERSONS} persons, ${CONNECTIONS} connections, durable`, support.perSecond, "/s", { atLeast: 1_000 }),
        figure("its p99", support.msP99, "ms"),
        figure("floor: bare Express, the ideas' bodies inserted in groups into the same MongoDB", floor.perSecond, "/s"),
        figure("submitting, ratio to the floor", submit.perSecond / floor.perSecond, ""),
        ...costs,
        ...memoryOf(cluster, "gateway", "ideas"),
      ],
      details: { submit, support, floor },
    };
  });
}

async function driveCommands(cluster: BenchCluster) {
  const consultation = await openConsultation(clientAs(cluster, "staff", "bench"));
  const tokens = Array.from({ length: PERSONS }, (_, n) => tokenFor(cluster, "citizen", `person-${n}`));
  const tokenOf = (n: number) => tokens[n % PERSONS] ?? "";
  const bodies = Array.from({ length: SUBMITTED }, (_, n) => ideaRequest(consultation, tokenOf(n), n));
  const ideas: string[] = [];
  const submitting = countCpu(cluster);
  const submit = await drive({
    url: cluster.url,
    connections: CONNECTIONS,
    next: (n) => bodies[n],
    read: (status, body) => status === 201 && ideas.push((JSON.parse(body) as { idea: string }).idea),
  });
  const submitCosts = submitting(SUBMITTED, "an idea submitted");
  const supports = Array.from({ length: SUPPORTED }, (_, n): ToSend => {
    const idea = ideas[Math.floor(n / PERSONS) * 7 + (n % 7)] ?? "";
    return { method: "PUT", path: `/v1/ideas/${idea}/support`, headers: { authorization: `Bearer ${tokenOf(n)}` } };
  });
  const supporting = countCpu(cluster);
  const support = await drive({ url: cluster.url, connections: CONNECTIONS, next: (n) => supports[n] });
  return { submit, support, bodies, costs: [...submitCosts, ...supporting(SUPPORTED, "a support")] };
}
