import { partnersContract } from "@teilhabe/contracts/partners/contract";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { defineModule, type ModuleContext, on } from "@teilhabe/platform/module";
import { delivering } from "./deliver.ts";
import { appendToLog, DELIVER } from "./domain/append-to-log.ts";
import { deliveryDocument, entryDocument, HEAD_ID, headDocument, laneDocument, webhookDocument } from "./domain/documents.ts";
import { publicEvents } from "./domain/public-events.ts";
import { type Bridge, bridgeDocument, startBridge } from "./kafka/bridge.ts";
import { kafkaTopics } from "./kafka/kafka-topics.ts";
import { TOPIC_PREFIX } from "./kafka/public-topics.ts";
import { reading } from "./log-operations.ts";
import { mongoPartnerQueries } from "./queries/partner-queries.mongo.ts";
import { sqlitePartnerQueries } from "./queries/partner-queries.sqlite.ts";
import type { PartnerQueries } from "./queries/partner-queries.ts";
import { forgetPerson } from "./reactions/forget-person.ts";
import { FORGET_DELIVERIES, forgetDeliveries, forgetDeliveriesTask } from "./retention.ts";
import { SEND_TEST, sendingTest } from "./send-test.ts";
import { guardedAgent } from "./sending/guarded-agent.ts";
import { webhookOperations } from "./webhook-operations.ts";

export const partners = defineModule({
  name: "partners",
  contract: partnersContract,
  hears: [...publicEvents, PersonErased],
  documents: [headDocument, entryDocument, webhookDocument, laneDocument, deliveryDocument, bridgeDocument],
  ports: { sqlite: sqlitePartnerQueries, mongodb: mongoPartnerQueries },
  async start(context) {
    const queries: PartnerQueries = context.ports;
    const epoch = await context.store.epoch();
    const { WEBHOOKS_TO_PRIVATE_ADDRESSES, onlyThisMachine } = context.settings;
    const allowPrivate = WEBHOOKS_TO_PRIVATE_ADDRESSES === undefined ? onlyThisMachine : WEBHOOKS_TO_PRIVATE_ADDRESSES === "yes";
    const agent = guardedAgent({ allowPrivate });
    const bridge = bridgeOf(context, queries);
    const stopListening = bridge === undefined ? async () => undefined : await context.listen("partners", bridge.wake);
    return {
      operations: { ...reading(context.store, queries, epoch), ...webhookOperations({ context, queries, epoch, allowPrivate }) },
      pages: {
        events: publicEvents,
        async handle(desk, events, asked) {
          const head = await desk.load(headDocument, HEAD_ID);
          const lanes = await queries.asleep();
          const asleep = (
            await desk.loadMany(
              laneDocument,
              lanes.map((lane) => lane.id),
            )
          )
            .filter((lane) => lane !== undefined)
            .filter((lane) => !lane.state.awake);
          return appendToLog(head, asleep, events, asked.atMs);
        },
        committed() {
          context.announce();
          bridge?.wake();
        },
      },
      reactions: [on(PersonErased, "forget-person", forgetPerson(queries))],
      tasks: {
        [DELIVER]: delivering({ agent, queries, world: context.world }),
        [SEND_TEST]: sendingTest({ agent, world: context.world }),
        [FORGET_DELIVERIES]: forgetDeliveries(queries),
      },
      firstTasks: [forgetDeliveriesTask(context.world.nowMs())],
      doesWithout: () => bridge?.waitsFor(),
      async stop() {
        await stopListening();
        await bridge?.stop();
        await agent.close();
      },
    };
  },
});

function bridgeOf({ settings, store, world, log, metrics }: ModuleContext<PartnerQueries>, queries: PartnerQueries): Bridge | undefined {
  if (settings.KAFKA_URL === undefined) return undefined;
  const bridge = startBridge({ store, queries, topics: kafkaTopics(settings.KAFKA_URL, TOPIC_PREFIX), world, log });
  metrics.watchReader("partners", "kafka", bridge.behind);
  return bridge;
}
