import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { runCommand } from "./commands.ts";
import { fetchServers } from "./fetch-server.ts";
import { refuseSecond } from "./pid-file.ts";
import { keptPorts } from "./ports.ts";
import { type RunningServer, startProcess } from "./server-process.ts";
import type { StartOptions } from "./start-options.ts";

const READY_WITHIN_MS = 120_000;
const FORMAT_LIMIT_MS = 60_000;
const ASKING_LIMIT_MS = 5_000;
const DEFAULT_HEAP_MB = 512;
const LOGGING = ["defaultLogLevel=warn", "showDateTime=true", "dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS"].map(
  (it) => `-Dorg.slf4j.simpleLogger.${it}`,
);

export type KafkaOptions = StartOptions & {
  /** Java heap in MB; default 512. */
  heapMb?: number;
  /** Where clients find the broker instead of at its own port: for a proxy in between. Its own port unless given. */
  advertised?: (port: number) => Promise<number>;
};

/** Starts one Kafka broker, its own controller (KRaft); ready when it leads the topic of the consumer groups. `url` is `kafka://host:port`. */
export async function startKafka(options: KafkaOptions): Promise<RunningServer> {
  const folder = resolve(options.folder);
  if (folder.includes(",")) throw new Error(`Kafka takes a comma for the end of a folder's name: ${folder}. Use another folder.`);
  const [programs] = await fetchServers(["kafka"], options);
  refuseSecond("kafka", folder);
  const ports = await keptPorts(folder, ["client", "controller"]);
  const listens = `127.0.0.1:${ports.client}`;
  const broker = `127.0.0.1:${(await options.advertised?.(ports.client)) ?? ports.client}`;
  const config = join(folder, "server.properties");
  const java = [...LOGGING, "-cp", join(String(programs), "libs", "*")];
  await mkdir(folder, { recursive: true });
  await writeFile(config, configuration(folder, { listens, broker, controller: `127.0.0.1:${ports.controller}` }));
  await format(folder, [...java, "kafka.tools.StorageTool", "format", "-t", newClusterId(), "-c", config], options.signal);

  const heapMb = options.heapMb ?? DEFAULT_HEAP_MB;
  return startProcess({
    name: "kafka",
    url: `kafka://${broker}`,
    folder,
    command: "java",
    args: [`-Xms${heapMb / 2}m`, `-Xmx${heapMb}m`, ...java, "kafka.Kafka", config],
    readyWithinMs: READY_WITHIN_MS,
    isReady: () => coordinatesGroups(listens),
    log: options.log,
    signal: options.signal,
  });
}

async function format(folder: string, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  if (existsSync(join(folder, "data", "meta.properties"))) return;
  await runCommand("java", args, { timeoutMs: FORMAT_LIMIT_MS, signal });
}

/** 22 characters of base64url that do not begin with "-", which the tool would take for an option. */
function newClusterId(): string {
  const bytes = randomBytes(16);
  bytes[0] = Number(bytes[0]) & 0x7f;
  return bytes.toString("base64url");
}

/** Finding a group's coordinator makes the broker create and load the topic of the groups, so that the first consumer need not wait. */
async function coordinatesGroups(broker: string): Promise<boolean> {
  const limits = { connectionTimeout: ASKING_LIMIT_MS, requestTimeout: ASKING_LIMIT_MS, retry: { retries: 0 } };
  const admin = new Kafka({ clientId: "teilhabe-servers", brokers: [broker], logLevel: logLevel.NOTHING, ...limits }).admin();
  try {
    await admin.connect();
    await admin.describeCluster(); // kafkajs looks for a coordinator among brokers that it knows already
    const { groups } = await admin.describeGroups(["teilhabe-servers"]);
    return groups.length === 1;
  } finally {
    await admin.disconnect();
  }
}

/** @param at where it listens for clients, where they are told to find it, and where its controller listens */
function configuration(folder: string, { listens, broker, controller }: { listens: string; broker: string; controller: string }): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${controller}
listeners=PLAINTEXT://${listens},CONTROLLER://${controller}
advertised.listeners=PLAINTEXT://${broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(folder, "data")}
auto.create.topics.enable=false
num.partitions=1
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`;
}
