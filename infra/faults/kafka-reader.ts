import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import type { Reader } from "./readers.ts";

/** A group whose member is gone waits so long for it, at most. */
const SESSION_MS = 10_000;
/** A consumer that neither fetches nor shows that it lives for so long is given up: this client notices a half-open connection late or never. */
const SILENT_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
/** Leaving a group at a broker that is away takes for ever. */
const LEAVES_WITHIN_MS = 5_000;

/** A partner's consumer of all public topics, from the beginning; it begins again where it stood, whatever becomes of the broker. @param url `kafka://host:port` */
export async function kafkaReader(url: string): Promise<Reader> {
  const events: CloudEvent[] = [];
  const stopping = new AbortController();
  const groupId = `partner-${randomUUID()}`;
  const begin = () => consuming(url, groupId, (event) => events.push(event));
  let current = await begin();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(LOOK_EVERY_MS);
      if (!current.isDead()) continue;
      void left(current.consumer);
      current = await begin().catch(() => current);
    }
  })();
  return {
    name: "Kafka",
    events,
    async stop() {
      stopping.abort();
      await watching;
      await left(current.consumer);
    },
  };
}

type Consuming = { readonly consumer: Consumer; isDead(): boolean };

async function consuming(url: string, groupId: string, got: (event: CloudEvent) => void): Promise<Consuming> {
  const kafka = new Kafka({ clientId: "a-partner", brokers: [url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId, sessionTimeout: SESSION_MS, rebalanceTimeout: SESSION_MS });
  let heardAtMs = Date.now();
  const hear = () => {
    heardAtMs = Date.now();
  };
  for (const sign of [consumer.events.FETCH, consumer.events.HEARTBEAT, consumer.events.GROUP_JOIN]) consumer.on(sign, hear);
  const begun = async () => {
    await consumer.connect();
    await consumer.subscribe({ topics: [...publicTopics], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => got(JSON.parse(String(message.value)) as CloudEvent) });
  };
  const late = sleep(SILENT_MS).then(() => Promise.reject(new Error("no consumer within time")));
  late.catch(() => undefined);
  try {
    await Promise.race([begun(), late]);
  } catch (error) {
    void left(consumer);
    throw error;
  }
  return { consumer, isDead: () => Date.now() - heardAtMs > SILENT_MS };
}

async function left(consumer: Consumer): Promise<void> {
  await Promise.race([consumer.disconnect().catch(() => undefined), sleep(LEAVES_WITHIN_MS)]);
}
