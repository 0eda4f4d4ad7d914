import type { ServiceProcess } from "../cluster/service-process.ts";
import type { RunningServer } from "../servers/server-process.ts";
import type { Fault, Inflicted, Stage } from "./fault.ts";
import type { TcpProxy } from "./tcp-proxy.ts";

/** Longer than the leases of relay (5 s) and intake (10 s), so that somebody else takes over. */
const PAST_LEASES_MS = 11_000;
const SOME_TIME_MS = 4_000;
/** Longer than a replica set waits before it elects another primary (10 s). */
const PAST_ELECTION_MS = 14_000;
const SLOW_MS = 150;

export const SERVICES = ["gateway", "ideas", "voting", "ballot-box", "notifications", "capacity", "partners", "people"] as const;

export function serviceFaults(): readonly Fault[] {
  return SERVICES.flatMap((service): Fault[] => [
    { name: `${service}: one replica killed`, part: service, inflict: (stage) => killed([oneOf(stage, service)], SOME_TIME_MS) },
    { name: `${service}: all replicas killed`, part: service, inflict: (stage) => killed(allOf(stage, service), SOME_TIME_MS) },
    { name: `${service}: one replica paused past its leases`, part: service, inflict: (stage) => paused(oneOf(stage, service)) },
    { name: `${service}: one replica cut off from NATS`, part: service, inflict: (stage) => linkCut(linkOfOne(stage, service)) },
    { name: `${service}: one replica's connection to NATS half open`, part: service, inflict: (stage) => halfOpen([linkOfOne(stage, service)]) },
  ]);
}

export const natsFaults: readonly Fault[] = [
  { name: "NATS: killed", part: "nats", inflict: ({ cluster }) => serverKilled(cluster.nats, SOME_TIME_MS) },
  { name: "NATS: restarted", part: "nats", inflict: ({ cluster }) => serverRestarted(cluster.nats) },
  { name: "NATS: paused", part: "nats", inflict: async ({ cluster }) => serverPaused(cluster.nats, PAST_LEASES_MS) },
  { name: "NATS: cut off from everyone", part: "nats", inflict: ({ links }) => linksCut(links.toNats(), PAST_LEASES_MS) },
  { name: "NATS: network stalled", part: "nats", inflict: ({ links }) => stalled(links.toNats()) },
  { name: `NATS: network slow (${SLOW_MS} ms each way)`, part: "nats", inflict: ({ links }) => slow(links.toNats()) },
];

export const mongoFaults: readonly Fault[] = [
  { name: "MongoDB: primary killed", part: "mongodb", inflict: async ({ cluster }) => serverKilled(await cluster.mongo.primary(), PAST_ELECTION_MS) },
  { name: "MongoDB: primary restarted", part: "mongodb", inflict: async ({ cluster }) => serverRestarted(await cluster.mongo.primary()) },
  { name: "MongoDB: primary paused", part: "mongodb", inflict: async ({ cluster }) => serverPaused(await cluster.mongo.primary(), PAST_ELECTION_MS) },
  { name: "MongoDB: primary cut off", part: "mongodb", inflict: async (stage) => linksCut([await linkOfPrimary(stage)], PAST_ELECTION_MS) },
  { name: "MongoDB: connections to the primary half open", part: "mongodb", inflict: async (stage) => halfOpen([await linkOfPrimary(stage)]) },
  { name: "MongoDB: a secondary killed", part: "mongodb", inflict: async (stage) => serverKilled(await secondary(stage), SOME_TIME_MS) },
  { name: `MongoDB: network slow (${SLOW_MS} ms each way)`, part: "mongodb", inflict: ({ links }) => slow(links.toMongo()) },
];

export const kafkaFaults: readonly Fault[] = [
  { name: "Kafka: killed", part: "kafka", inflict: (stage) => serverKilled(kafkaOf(stage), SOME_TIME_MS) },
  { name: "Kafka: restarted", part: "kafka", inflict: (stage) => serverRestarted(kafkaOf(stage)) },
  { name: "Kafka: paused", part: "kafka", inflict: (stage) => serverPaused(kafkaOf(stage), PAST_LEASES_MS) },
  { name: "Kafka: cut off from everyone", part: "kafka", inflict: ({ links }) => linksCut([links.toKafka()], PAST_LEASES_MS) },
  { name: "Kafka: connections half open", part: "kafka", inflict: ({ links }) => halfOpen([links.toKafka()]) },
];

function kafkaOf({ cluster }: Stage): RunningServer {
  if (cluster.kafka === undefined) throw new Error("this cluster has no Kafka");
  return cluster.kafka;
}

export function allOf({ cluster }: Stage, service: string): readonly ServiceProcess[] {
  return cluster.services.filter((one) => one.service === service);
}

function oneOf(stage: Stage, service: string): ServiceProcess {
  return stage.random.pick(allOf(stage, service));
}

function linkOfOne(stage: Stage, service: string): TcpProxy {
  return stage.links.ofReplica(oneOf(stage, service).name);
}

async function linkOfPrimary({ cluster, links }: Stage): Promise<TcpProxy> {
  return links.ofNode(portOf(await cluster.mongo.primary()));
}

function portOf(server: RunningServer): number {
  return Number(new URL(server.url).port);
}

async function secondary({ cluster, random }: Stage): Promise<RunningServer> {
  const primary = await cluster.mongo.primary();
  return random.pick(cluster.mongo.nodes.filter((node) => node.url !== primary.url));
}

async function killed(services: readonly ServiceProcess[], holdMs: number): Promise<Inflicted> {
  await Promise.all(services.map((service) => service.kill()));
  return { holdMs, heal: async () => void (await Promise.all(services.map((service) => service.restart()))) };
}

async function paused(service: ServiceProcess): Promise<Inflicted> {
  return { holdMs: PAST_LEASES_MS, heal: pause(service) };
}

/** @returns how it goes on */
export function pause(service: ServiceProcess): () => Promise<void> {
  const pid = service.pid();
  if (pid !== undefined) process.kill(pid, "SIGSTOP");
  return async () => void (pid !== undefined && service.pid() === pid && process.kill(pid, "SIGCONT"));
}

async function serverKilled(server: RunningServer, holdMs: number): Promise<Inflicted> {
  await server.kill();
  return { holdMs, heal: () => server.restart() };
}

async function serverRestarted(server: RunningServer): Promise<Inflicted> {
  await server.stop();
  return { holdMs: 0, heal: () => server.restart() };
}

async function serverPaused(server: RunningServer, holdMs: number): Promise<Inflicted> {
  await server.pause();
  return { holdMs, heal: async () => server.resume() };
}

function linkCut(link: TcpProxy): Promise<Inflicted> {
  return linksCut([link], PAST_LEASES_MS);
}

async function linksCut(links: readonly TcpProxy[], holdMs: number): Promise<Inflicted> {
  for (const link of links) link.cut();
  return { holdMs, heal: () => mended(links) };
}

async function stalled(links: readonly TcpProxy[]): Promise<Inflicted> {
  for (const link of links) link.stall();
  return { holdMs: PAST_LEASES_MS, heal: () => mended(links) };
}

async function slow(links: readonly TcpProxy[]): Promise<Inflicted> {
  for (const link of links) link.delay(SLOW_MS);
  return { holdMs: PAST_LEASES_MS, heal: () => mended(links) };
}

/** Nothing mends them: the clients must find out by themselves. */
async function halfOpen(links: readonly TcpProxy[]): Promise<Inflicted> {
  for (const link of links) link.halfOpen();
  return { holdMs: 0, heal: async () => undefined };
}

async function mended(links: readonly TcpProxy[]): Promise<void> {
  for (const link of links) link.mend();
}
