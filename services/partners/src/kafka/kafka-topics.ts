import type { CloudEvent } from "@teilhabe/contracts/event";
import { Kafka, type Message, type Producer } from "kafkajs";
import { aggregateOf, type EventTopics, topicOf } from "./event-topics.ts";
import { kafkaAddress } from "./kafka-address.ts";

/** All in-sync replicas. */
const ACKS_ALL = -1;
const CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

/** Topics on Kafka. It connects when it is first needed, and anew after every failure. */
export function kafkaTopics(url: string, prefix: string): EventTopics {
  const kafka = new Kafka(kafkaAddress(url));
  let producer: Producer | undefined;

  async function connected(): Promise<Producer> {
    if (producer !== undefined) return producer;
    // One request at a time: a batch that is sent again must not overtake the one that failed.
    const made = kafka.producer({ maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: { retries: 0 } });
    await made.connect();
    producer = made;
    return made;
  }

  async function drop(): Promise<void> {
    const dropped = producer;
    producer = undefined;
    await dropped?.disconnect().catch(() => undefined);
  }

  return {
    connect: async () => void (await connected()),
    async send(events) {
      try {
        await (await connected()).sendBatch({ acks: ACKS_ALL, topicMessages: byTopic(events, prefix) });
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: drop,
  };
}

function byTopic(events: readonly CloudEvent[], prefix: string): { topic: string; messages: Message[] }[] {
  const topics = Map.groupBy(events, ({ type }) => topicOf(type, prefix));
  return [...topics].map(([topic, some]) => ({
    topic,
    messages: some.map((event) => ({ key: aggregateOf(event), value: JSON.stringify(event), headers: { "content-type": CONTENT_TYPE } })),
  }));
}
