import { join } from "node:path";
import { messageOf } from "./errors.ts";
import { fetchServers } from "./fetch-server.ts";
import { startKafka } from "./kafka.ts";
import { startMongo } from "./mongo.ts";
import { startNats } from "./nats.ts";
import type { ServerKind } from "./server-kind.ts";
import type { RunningServer } from "./server-process.ts";
import type { StartOptions } from "./start-options.ts";

export type StartedServers = {
  /** Of those that were started. */
  urls: Partial<Record<ServerKind, string>>;
  stop(): Promise<void>;
};

/**
 * Fetches what is missing and starts the servers side by side, each in a folder of its name inside `folder`. When one does not start,
 * the others are killed and the error says what went wrong with each.
 */
export async function startServers(kinds: readonly ServerKind[], nodes: 1 | 3, options: StartOptions): Promise<StartedServers> {
  await fetchServers(kinds, options);
  const settled = await Promise.allSettled(kinds.map((kind) => startTimed(kind, nodes, options)));
  const servers = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
  if (failures.length > 0) {
    await Promise.all(servers.map((server) => server.kill()));
    throw new Error(failures.join("\n"));
  }
  return {
    urls: Object.fromEntries(servers.map((server) => [server.name, server.url])),
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

async function startTimed(kind: ServerKind, nodes: 1 | 3, options: StartOptions): Promise<RunningServer> {
  const startedAt = Date.now();
  const server = await start(kind, nodes, { ...options, folder: join(options.folder, kind) });
  options.log?.(`${kind}: ready in ${((Date.now() - startedAt) / 1000).toFixed(1)} s, processes ${server.pids().join(", ")}, ${server.url}`);
  return server;
}

function start(kind: ServerKind, nodes: 1 | 3, options: StartOptions): Promise<RunningServer> {
  if (kind === "nats") return startNats(options);
  if (kind === "kafka") return startKafka(options);
  return startMongo({ ...options, nodes });
}
