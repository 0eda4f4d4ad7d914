import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import type { Reader } from "./readers.ts";

/** A group whose member is gone waits so long for it, at most. */
const SESSION_MS = 10_000;
const AGAIN_MS = 1_000;
/** Leaving a group at a broker that is away takes for ever. */
const LEAVES_WITHIN_MS = 5_000;

/** A partner's consumer of all public topics, from the beginning; it begins again where it stood, whatever becomes of the broker. @param url `kafka://host:port` */
export async function kafkaReader(url: string): Promise<Reader> {
  const events: CloudEvent[] = [];
  const kafka = new Kafka({ clientId: "a-partner", brokers: [url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
  const groupId = `partner-${randomUUID()}`;
  let stopped = false;
  let consumer: Consumer;

  async function begin(): Promise<void> {
    consumer = kafka.consumer({ groupId, sessionTimeout: SESSION_MS, rebalanceTimeout: SESSION_MS });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) void beginAgain();
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...publicTopics], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void events.push(JSON.parse(String(message.value)) as CloudEvent) });
  }

  async function beginAgain(): Promise<void> {
    while (!stopped) {
      await sleep(AGAIN_MS);
      const begun = await begin().then(
        () => true,
        () => false,
      );
      if (begun) return;
    }
  }

  await begin();
  return {
    name: "Kafka",
    events,
    async stop() {
      stopped = true;
      await Promise.race([consumer.disconnect().catch(() => undefined), sleep(LEAVES_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
