import { parseArgs } from "node:util";

export type Options = { readonly replicas: number; readonly data: string; readonly nodes: 1 | 3; readonly kafka: boolean; readonly help: boolean };

/** Wrong use of the command; the message is for the person who typed it. */
export class UsageError extends Error {}

const REPLICAS_MAX = 8;

export const USAGE = `Runs every service as processes of its own over NATS, MongoDB and Kafka, on this machine, until SIGTERM or Ctrl-C.

npm run cluster -- [options]

  --replicas N   processes of each service, 1 (default) to ${REPLICAS_MAX}
  --data DIR     data, logs and the local issuer's key (default: ./cluster-data)
  --nodes 1|3    members of the MongoDB replica set (default: 1)
  --no-kafka     without a broker and the bridge to it

PORT (default 8080) is the gateways' port. BUS_URL, DATABASE_URL and KAFKA_URL are set by the cluster.
`;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { replicas, data, nodes, help, "no-kafka": noKafka } = parse(args);
  const count = Number(replicas ?? "1");
  if (!Number.isInteger(count) || count < 1 || count > REPLICAS_MAX)
    throw new UsageError(`--replicas is 1 to ${REPLICAS_MAX}, not ${JSON.stringify(replicas)}.`);
  if (data === "") throw new UsageError("--data needs the name of a folder.");
  if (nodes !== undefined && nodes !== "1" && nodes !== "3") throw new UsageError(`--nodes is 1 or 3, not ${JSON.stringify(nodes)}.`);
  return { replicas: count, data: data ?? "./cluster-data", nodes: nodes === "3" ? 3 : 1, kafka: noKafka !== true, help: help === true };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const options = { replicas: text, data: text, nodes: text, "no-kafka": { type: "boolean" }, help: { type: "boolean" } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
