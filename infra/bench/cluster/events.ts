import { clientAs } from "../bench-platform.ts";
import { COMMANDS_PER_SECOND, eventDelays } from "../event-delays.ts";
import { sseReader, webhookReader } from "../event-readers.ts";
import { figure, type Measured } from "../figure.ts";
import { openConsultation } from "../ideas.ts";
import { memoryOf, withCluster } from "./bench-cluster.ts";
import { kafkaReader } from "./kafka-reader.ts";

/** A JVM and nine processes of Node that have just started. */
const WARM_UP_SECONDS = 15;

/** From a command's answer to its event at every kind of reader: outbox, relay, stream, the partners' log, and out. */
export function benchClusterEvents(): Promise<Measured> {
  return withCluster({ kafka: true }, async (cluster) => {
    const consultation = await openConsultation(clientAs(cluster, "staff", "bench"));
    const readers = [sseReader, webhookReader, ...(cluster.kafka === undefined ? [] : [kafkaReader(cluster.kafka.url)])];
    const delays = await eventDelays(cluster, consultation, readers, WARM_UP_SECONDS);
    return {
      figures: [
        figure("commands while they are followed", delays.commands.perSecond, "/s", { atLeast: COMMANDS_PER_SECOND * 0.95 }),
        ...Object.entries(delays.readers).flatMap(([name, { msP50, msP99, missing }]) => [
          figure(`answer of a command to its event at the ${name}, p50`, msP50, "ms"),
          figure("p99", msP99, "ms", { under: 300 }),
          figure("events missing there", missing, "", { under: 1 }),
        ]),
        ...memoryOf(cluster, "partners"),
      ],
      details: delays,
    };
  });
}
