import { benchPlatform, clientAs, memoryMiB } from "./bench-platform.ts";
import { COMMANDS_PER_SECOND, eventDelays } from "./event-delays.ts";
import { sseReader, webhookReader } from "./event-readers.ts";
import { figure, type Measured } from "./figure.ts";
import { openConsultation } from "./ideas.ts";
import { openSseClients } from "./sse-clients.ts";

/** From the answer of a command to its event at a reader; once with one SSE client and one webhook, once with a thousand clients connected. */
export async function benchEvents(clients: number): Promise<Measured> {
  const platform = await benchPlatform();
  try {
    const consultation = await openConsultation(clientAs(platform, "staff", "bench"));
    const alone = await eventDelays(platform, consultation, [sseReader, webhookReader]);
    const crowd = await openSseClients(platform.url, clients);
    const crowded = await eventDelays(platform, consultation, [sseReader]);
    const received = crowd.received();
    crowd.close();
    const memory = memoryMiB(platform.pid);
    const pace = `${COMMANDS_PER_SECOND} commands/s`;
    return {
      figures: [
        figure(`answer of a command to its event at an SSE client, ${pace}, p99`, at(alone, sseReader.name), "ms", { under: 150 }),
        figure(`the same at a webhook receiver, p99`, at(alone, webhookReader.name), "ms"),
        figure(`at an SSE client while ${clients} are connected, p99`, at(crowded, sseReader.name), "ms", { under: 150 }),
        figure("events that the least lucky of them got", received.least, ""),
        figure("memory after it", memory, "MiB"),
      ],
      details: { alone, crowded: { clients, ...crowded, receivedByEach: received } },
    };
  } finally {
    await platform.stop();
  }
}

function at(delays: Awaited<ReturnType<typeof eventDelays>>, reader: string): number {
  return delays.readers[reader]?.msP99 ?? Number.NaN;
}
