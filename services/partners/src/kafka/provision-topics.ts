import { type Admin, type ConfigResourceTypes, Kafka } from "kafkajs";
import { REQUEST_BYTES_MAX } from "./event-topics.ts";
import { kafkaAddress } from "./kafka-address.ts";

/** Fixed for good: another number would move aggregates to other partitions, and their order would be lost. */
export const PARTITIONS = 6;
/** `ConfigResourceTypes.TOPIC`, a name that Node does not find in this CommonJS package; Jest does. */
const A_TOPIC: ConfigResourceTypes = 2;
const CONFIRM_MS = 20_000;
const LOOK_EVERY_MS = 200;

export type DeclaredTopic = { readonly topic: string; readonly config: Readonly<Record<string, string>> };

/** Everything is kept; a limit would be set here. With three copies, two have an event before it counts as sent. */
export function declaredTopic(topic: string, replicas: number): DeclaredTopic {
  const inSync = String(replicas >= 3 ? 2 : 1);
  const config = { "cleanup.policy": "delete", "retention.ms": "-1", "max.message.bytes": String(REQUEST_BYTES_MAX), "min.insync.replicas": inSync };
  return { topic, config };
}

export type ProvisionedTopic = { readonly topic: string; readonly did: "made" | "corrected" | "found right"; readonly corrected: readonly string[] };

/**
 * Makes the topics, or corrects what differs from their declaration; then reads back what the broker really took.
 * @param replicas copies of each: 1 on a single broker, 3 in a cluster
 * @throws Error naming what is not as declared and cannot be corrected
 */
export async function provisionTopics(url: string, topics: readonly string[], replicas: number): Promise<readonly ProvisionedTopic[]> {
  const admin = new Kafka({ ...kafkaAddress(url), retry: { retries: 5 } }).admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    return await inTurn(
      topics.map((topic) => declaredTopic(topic, replicas)),
      (declared) => provisionTopic(admin, declared, replicas, known.has(declared.topic)),
    );
  } finally {
    await admin.disconnect();
  }
}

async function provisionTopic(admin: Admin, { topic, config }: DeclaredTopic, replicas: number, isThere: boolean): Promise<ProvisionedTopic> {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  if (!isThere)
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: replicas, configEntries }], waitForLeaders: false });
  const wrong = isThere ? await differences(admin, { topic, config }) : [];
  if (wrong.length > 0) await admin.alterConfigs({ validateOnly: false, resources: [{ type: A_TOPIC, name: topic, configEntries }] });
  await untilAsDeclared(admin, { topic, config });
  return { topic, did: isThere ? (wrong.length > 0 ? "corrected" : "found right") : "made", corrected: wrong };
}

/** A broker tells what it took a moment later, and of a topic that was just made not even that it is there. */
async function untilAsDeclared(admin: Admin, declared: DeclaredTopic): Promise<void> {
  for (const giveUpAtMs = Date.now() + CONFIRM_MS; ; await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))) {
    const wrong = await allThatIsWrong(admin, declared).catch((error: unknown) => [String(error)]);
    if (wrong.length === 0) return;
    if (Date.now() > giveUpAtMs) throw new Error(`Kafka's topic ${declared.topic} is not as declared: ${wrong.join(", ")}`);
  }
}

async function allThatIsWrong(admin: Admin, declared: DeclaredTopic): Promise<readonly string[]> {
  return [...(await differences(admin, declared)), ...(await wrongPartitions(admin, declared.topic))];
}

async function differences(admin: Admin, { topic, config }: DeclaredTopic): Promise<readonly string[]> {
  const { resources } = await admin.describeConfigs({ resources: [{ type: A_TOPIC, name: topic }], includeSynonyms: false });
  const taken = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  return Object.entries(config).flatMap(([name, value]) => (taken.get(name) === value ? [] : [name]));
}

async function wrongPartitions(admin: Admin, topic: string): Promise<readonly string[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const count = topics[0]?.partitions.length ?? 0;
  return count === PARTITIONS ? [] : [`${count} partitions instead of ${PARTITIONS}`];
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
