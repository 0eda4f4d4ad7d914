import { join } from "node:path";
import { type NatsPasswords, natsUsers } from "@teilhabe/platform/provision/nats-users";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { fetchServers } from "../servers/fetch-server.ts";
import { startKafka } from "../servers/kafka.ts";
import { type RunningMongo, startMongo } from "../servers/mongo.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { keptPasswords } from "./nats-passwords.ts";

/** @param client `ideas-1`, or `everyone` @param server `nats`, `kafka` or the name of a MongoDB node @returns the port at which the client finds the server at `port` */
export type Between = (client: string, server: string, port: number) => Promise<number>;

export type ServerOptions = {
  readonly folder: string;
  readonly nodes: 1 | 3;
  /** With a broker, and the bridge to it. */
  readonly kafka?: boolean;
  /** Takes one line of progress. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Puts something between a client and a server; unless given, they meet directly. */
  readonly between?: Between;
};

/** That a cluster's services use, and the passwords of its users of NATS. */
export type Servers = {
  readonly nats: RunningNats;
  readonly mongo: RunningMongo;
  readonly kafka: RunningServer | undefined;
  readonly passwords: NatsPasswords;
};

/** Starts them side by side. @param stops gets how to end each, also when this throws */
export async function startServers(options: ServerOptions, stops: (() => Promise<void>)[]): Promise<Servers> {
  const { folder, log, signal, nodes, between } = options;
  const shared = { log, ...(signal !== undefined && { signal }) };
  await fetchServers(["nats", "mongodb", ...(options.kafka === true ? (["kafka"] as const) : [])], shared);
  const passwords = keptPasswords(folder);
  const users = natsUsers(standaloneModules, passwords);
  const starting = await Promise.allSettled([
    startNats({ ...shared, folder: join(folder, "nats"), users }),
    startMongo({
      ...shared,
      folder: join(folder, "mongodb"),
      nodes,
      ...(between !== undefined && { advertised: (node, port) => between("everyone", node, port) }),
    }),
    options.kafka === true
      ? startKafka({
          ...shared,
          folder: join(folder, "kafka"),
          ...(between !== undefined && { advertised: (port) => between("everyone", "kafka", port) }),
        })
      : undefined,
  ]);
  for (const one of starting) if (one.status === "fulfilled") stops.push(async () => one.value?.stop());
  const [nats, mongo, kafka] = starting;
  if (nats.status === "rejected") throw nats.reason;
  if (mongo.status === "rejected") throw mongo.reason;
  if (kafka.status === "rejected") throw kafka.reason;
  log(`NATS ${nats.value.url}, MongoDB ${mongo.value.url}${kafka.value === undefined ? "" : `, Kafka ${kafka.value.url}`}`);
  return { nats: nats.value, mongo: mongo.value, kafka: kafka.value, passwords };
}
