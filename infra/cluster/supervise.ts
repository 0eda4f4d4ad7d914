import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";

const LOOK_EVERY_MS = 500;
/** What ends again and again is left alone after so many starts. */
const RESTARTS_MAX = 20;

type Part = { readonly name: string; hasEnded(): boolean; restart(): Promise<void> };

/** Starts again what ends by itself, as an orchestrator does in production, until it is told to stop. */
export async function supervise(cluster: Cluster, log: (line: string) => void, stopping: AbortSignal): Promise<void> {
  const kafka = cluster.kafka === undefined ? [] : [cluster.kafka];
  const servers = [cluster.nats, ...cluster.mongo.nodes, ...kafka].map((server) => ({ ...server, hasEnded: () => server.pids().length === 0 }));
  await Promise.all([...servers, ...cluster.services].map((part) => superviseOne(part, log, stopping)));
}

async function superviseOne(part: Part, log: (line: string) => void, stopping: AbortSignal): Promise<void> {
  for (let restarts = 0; !stopping.aborted; ) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted || !part.hasEnded()) continue;
    restarts += 1;
    if (restarts > RESTARTS_MAX) {
      log(`${part.name} ended ${restarts} times and is not started again`);
      return;
    }
    log(`starting ${part.name} again`);
    await part
      .restart()
      .catch((error: unknown) => log(`${part.name} could not be started: ${error instanceof Error ? error.message : String(error)}`));
  }
}
