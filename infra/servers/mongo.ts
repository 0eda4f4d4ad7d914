import { join, resolve } from "node:path";
import { fetchServers } from "./fetch-server.ts";
import { initiate, primaryAddress, untilHealthy, untilMember } from "./mongo-set.ts";
import { startMongod } from "./mongod.ts";
import { refuseSecond } from "./pid-file.ts";
import { keptPorts } from "./ports.ts";
import type { RunningServer } from "./server-process.ts";
import type { StartOptions } from "./start-options.ts";

const REPLICA_SET = "rs0";

const NODE_NAMES = ["node1", "node2", "node3"] as const;
type NodeName = (typeof NODE_NAMES)[number];

export type MongoOptions = StartOptions & {
  /** Members of the replica set; default 1. */
  nodes?: 1 | 3;
  /** Cache of each node in GB; default 0.5 for one node, 0.25 for three. */
  cacheGb?: number;
  /** How long the others wait for a primary before they elect another; set when the set is made, default 10 s as in production. */
  electionTimeoutMs?: number;
  /** Where members and clients find a node instead of at its own port: for a proxy in between. Its own port unless given. */
  advertised?: (node: string, port: number) => Promise<number>;
};

/** The set; its `url` names all members, a node's `url` only itself. */
export interface RunningMongo extends RunningServer {
  readonly nodes: readonly RunningServer[];
  /** The node that is primary now; throws when there is none within 30 s. */
  primary(): Promise<RunningServer>;
}

/** Starts a replica set of one node or three; ready when there is a primary and every other member is its secondary. */
export async function startMongo(options: MongoOptions): Promise<RunningMongo> {
  const folder = resolve(options.folder);
  const names = NODE_NAMES.slice(0, options.nodes ?? 1);
  await fetchServers(["mongodb"], options); // once, before all nodes ask for it
  for (const name of names) refuseSecond(`mongodb ${name}`, join(folder, name));
  const ports = await keptPorts(folder, names);
  const cacheGb = options.cacheGb ?? (options.nodes === 3 ? 0.25 : 0.5);
  const node = { ...options, cacheGb, args: ["--replSet", REPLICA_SET] };
  const start = (name: NodeName) => startMongod({ ...node, name, port: ports[name], folder: join(folder, name) });
  const found = await Promise.all(names.map((name) => options.advertised?.(name, ports[name]) ?? ports[name]));
  const nodes = await startAll(names, start);
  const hosts = found.map((port) => `127.0.0.1:${port}`);
  const set = setOf(nodes, hosts);
  try {
    await initiate(String(nodes[0]?.url), REPLICA_SET, hosts, options.electionTimeoutMs);
    await untilHealthy(nodes.map((node) => node.url));
  } catch (error) {
    await set.kill();
    throw error;
  }
  return set;
}

function setOf(nodes: readonly RunningServer[], hosts: readonly string[]): RunningMongo {
  const url = `mongodb://${hosts.join(",")}/?replicaSet=${REPLICA_SET}`;
  const each = async (act: (node: RunningServer) => Promise<void>) => void (await Promise.all(nodes.map(act)));
  const members = nodes.map((node) => ({ ...node, restart: () => node.restart().then(() => untilMember(node.url)) }));
  return {
    name: "mongodb",
    url,
    nodes: members,
    pids: () => nodes.flatMap((node) => node.pids()),
    stop: () => each((node) => node.stop()),
    kill: () => each((node) => node.kill()),
    pause: () => each((node) => node.pause()),
    resume: () => nodes.forEach((node) => void node.resume()),
    async restart() {
      await each((node) => node.restart());
      await untilHealthy(nodes.map((node) => node.url));
    },
    async primary() {
      const address = await primaryAddress(url);
      const node = members[hosts.indexOf(address)];
      if (node === undefined) throw new Error(`The primary ${address} is none of ${hosts.join(", ")}.`);
      return node;
    },
  };
}

async function startAll(names: readonly NodeName[], start: (name: NodeName) => Promise<RunningServer>): Promise<RunningServer[]> {
  const settled = await Promise.allSettled(names.map(start));
  const nodes = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed === undefined) return nodes;
  await Promise.all(nodes.map((node) => node.kill()));
  throw failed.reason;
}
