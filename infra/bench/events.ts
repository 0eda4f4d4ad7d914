import { teilhabeClient } from "@teilhabe/client/client";
import { streamEvents } from "@teilhabe/contracts/partners/operations";
import { benchPlatform, clientAs, memoryMiB, openConsultation, tokenFor } from "./bench-platform.ts";
import { drive, percentiles } from "./drive.ts";
import { ideaRequest } from "./reads.ts";
import { openSseClients } from "./sse-clients.ts";

const COMMANDS_PER_SECOND = 200;
const SECONDS = 15;

/** From the answer of a command to its event at an SSE client; once with one client, once with a thousand connected. */
export async function benchEvents(clients: number): Promise<Record<string, unknown>> {
  const platform = await benchPlatform();
  try {
    const consultation = await openConsultation(clientAs(platform, "staff", "bench"));
    const token = tokenFor(platform, "citizen", "bench");
    const alone = await measure(platform.url, consultation, token);
    const crowd = await openSseClients(platform.url, clients);
    const crowded = await measure(platform.url, consultation, token);
    const received = crowd.received();
    crowd.close();
    return {
      commandsPerSecond: COMMANDS_PER_SECOND,
      oneClient: alone,
      manyClients: { clients, ...crowded, eventsReceivedByEach: received },
      memoryMiB: memoryMiB(platform.pid),
    };
  } finally {
    await platform.stop();
  }
}

async function measure(url: string, consultation: string, token: string) {
  const answeredAt = new Map<string, number>();
  const seenAt = new Map<string, number>();
  const stopping = new AbortController();
  const client = teilhabeClient({ url });
  const following = (async () => {
    for await (const live of client.live(streamEvents, {}, { signal: stopping.signal })) {
      if ("data" in live) seenAt.set((live.data as { subject: string }).subject, performance.now());
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const commands = await drive({
    url,
    connections: 20,
    perSecondMax: COMMANDS_PER_SECOND,
    next: (n) => (n < COMMANDS_PER_SECOND * SECONDS ? ideaRequest(consultation, token, n) : undefined),
    read(status, body) {
      if (status === 201) answeredAt.set((JSON.parse(body) as { idea: string }).idea, performance.now());
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  stopping.abort();
  await following;
  const delays = [...answeredAt].flatMap(([idea, at]) => (seenAt.has(idea) ? [Math.max(0, (seenAt.get(idea) ?? 0) - at)] : []));
  return { commands, eventsMissing: answeredAt.size - delays.length, answerToEvent: percentiles(delays) };
}
