import { randomUUID } from "node:crypto";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { Kafka, logLevel } from "kafkajs";
import type { EventReader } from "../event-readers.ts";

/** A group that has not its topics by then will not get them. */
const JOINS_WITHIN_MS = 60_000;

/** A partner's consumer of all public topics, from now on. @param url `kafka://host:port` */
export function kafkaReader(url: string): EventReader {
  return {
    name: "Kafka consumer",
    async follow(_target, seen) {
      const kafka = new Kafka({ clientId: "bench", brokers: [url.replace("kafka://", "")], logLevel: logLevel.NOTHING });
      const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}` });
      const { promise: joined, resolve, reject } = Promise.withResolvers<void>();
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      const late = setTimeout(() => reject(new Error(`the Kafka consumer joined no group within ${JOINS_WITHIN_MS / 1000} s`)), JOINS_WITHIN_MS);
      await consumer.connect();
      await consumer.subscribe({ topics: [...publicTopics], fromBeginning: false });
      await consumer.run({ eachMessage: async ({ message }) => seen(JSON.parse(String(message.value)) as CloudEvent) });
      await joined.finally(() => clearTimeout(late));
      return () => consumer.disconnect();
    },
  };
}
