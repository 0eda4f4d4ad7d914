import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { connect } from "@nats-io/transport-node";
import { provisionTopics } from "@teilhabe/partners/kafka/provision-topics";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { realWorld } from "@teilhabe/platform/clock";
import { localJwks } from "@teilhabe/platform/http/local-issuer";
import { ADMINISTRATOR, type NatsPasswords, natsUsers } from "@teilhabe/platform/provision/nats-users";
import { provision } from "@teilhabe/platform/provision/provision";
import { openMongo } from "@teilhabe/platform/store/open-mongo";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { fetchServers } from "../servers/fetch-server.ts";
import { startKafka } from "../servers/kafka.ts";
import { type RunningMongo, startMongo } from "../servers/mongo.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { keptPorts } from "../servers/ports.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { keptPasswords, userAndPassword } from "./nats-passwords.ts";
import { type ServiceProcess, startService } from "./service-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const READY_WITHIN_MS = 170_000;
const POLL_MS = 200;
const ASK_MS = 2_000;

export type ClusterOptions = {
  readonly folder: string;
  readonly replicas: number;
  /** For services of which there are more or fewer. */
  readonly replicasOf?: Readonly<Record<string, number>>;
  readonly nodes: 1 | 3;
  /** With a broker, and the bridge to it. */
  readonly kafka?: boolean;
  /** Of all gateways. */
  readonly port: number;
  /** Takes one line of progress. */
  readonly log: (line: string) => void;
  /** Further settings of every service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A checkout of another release, with its packages installed: it provisions, and its services are started. Unless given, this one. */
  readonly release?: string;
  /** Puts something between a client and a server; unless given, they meet directly. */
  readonly between?: Between;
};

/** @param client `ideas-1`, or `everyone` @param server `nats`, `kafka` or the name of a MongoDB node @returns the port at which the client finds the server at `port` */
export type Between = (client: string, server: string, port: number) => Promise<number>;

export type Cluster = {
  readonly url: string;
  /** The origin of the secret door. */
  readonly doorUrl: string;
  readonly nats: RunningNats;
  readonly mongo: RunningMongo;
  readonly kafka: RunningServer | undefined;
  readonly services: readonly ServiceProcess[];
  /** Provisions as this release needs it, then replaces every process of another release with this one's, one after the other, the doors last. */
  upgrade(): Promise<void>;
  stop(): Promise<void>;
};

/** Every service n times over real servers; ready when every gateway and every service says so. Nothing is left running when it throws. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  localJwks(folder); // one key for all gateways, made before the first of them starts
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    const servers = await startServers(folder, options, stops);
    const { nats, mongo, kafka } = servers;
    if (options.release === undefined) await provisionAll(servers, options.log);
    else await provisionAs(options.release, servers);
    const { door = 0 } = await keptPorts(join(folder, "door"), ["door"]);
    const services = await startServices(folder, { ...options, door }, servers);
    stops.push(async () => void (await Promise.all(services.map((service) => service.stop()))));
    await untilReady(services, options.signal);
    const upgrade = async () => {
      await provisionAll(servers, options.log);
      for (const service of lastTheDoors(services)) {
        await service.replaceWith((plan) => ({ ...plan, main: mainOf(ROOT, service.service) }));
        await untilReady([service], options.signal);
      }
    };
    return { url: `http://127.0.0.1:${options.port}`, doorUrl: `http://127.0.0.1:${door}`, nats, mongo, kafka, services, upgrade, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Servers = {
  readonly nats: RunningNats;
  readonly mongo: RunningMongo;
  readonly kafka: RunningServer | undefined;
  readonly passwords: NatsPasswords;
};

async function startServers(folder: string, options: ClusterOptions, stops: (() => Promise<void>)[]): Promise<Servers> {
  const { log, signal, nodes, between } = options;
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

async function provisionAll({ nats, mongo, kafka, passwords }: Servers, log: (line: string) => void): Promise<void> {
  const nc = await connect({ servers: nats.url, user: ADMINISTRATOR, pass: passwords[ADMINISTRATOR] ?? "", reconnect: false });
  const opened = await openMongo(mongo.url);
  try {
    await provision({ nc, mongo: opened, world: realWorld(), replicas: 1, say: () => undefined }, standaloneModules);
    if (kafka !== undefined) await provisionTopics(kafka.url, publicTopics, 1);
    log("streams, databases and topics are provisioned");
  } finally {
    await nc.close();
    await opened.close();
  }
}

const DOORS = ["gateway", "secret-door"];

/** Nobody asks for what is not there yet. */
function lastTheDoors(services: readonly ServiceProcess[]): readonly ServiceProcess[] {
  const isDoor = ({ service }: ServiceProcess) => DOORS.includes(service);
  return [...services.filter((service) => !isDoor(service)), ...services.filter(isDoor)];
}

function mainOf(root: string, service: string): string {
  return join(resolve(root), "services", service, "main.ts");
}

async function provisionAs(release: string, { nats, mongo, kafka, passwords }: Servers): Promise<void> {
  const { host } = new URL(nats.url);
  const address = { BUS_URL: `nats://${ADMINISTRATOR}:${passwords[ADMINISTRATOR]}@${host}`, DATABASE_URL: mongo.url, KAFKA_URL: kafka?.url ?? "" };
  await promisify(execFile)(process.execPath, [join(resolve(release), "infra/provision/main.ts")], { env: { ...process.env, ...address } });
}

type WithDoor = ClusterOptions & { readonly door: number };

async function startServices(folder: string, options: WithDoor, { nats, mongo, kafka, passwords }: Servers): Promise<readonly ServiceProcess[]> {
  const names = standaloneModules.flatMap(({ name }) =>
    Array.from({ length: options.replicasOf?.[name] ?? options.replicas }, (_, index) => ({ service: name as string, n: index + 1 })),
  );
  const ports = await keptPorts(
    join(folder, `ops-${options.replicas}`),
    names.map(({ service, n }) => `${service}-${n}`),
  );
  const natsHosts = await Promise.all(names.map(({ service, n }) => natsHostFor(`${service}-${n}`, nats, options.between)));
  return names.map(({ service, n }, index) =>
    startService({
      name: `${service}-${n}`,
      service,
      main: mainOf(options.release ?? ROOT, service),
      folder: join(folder, "logs"),
      opsPort: ports[`${service}-${n}`] ?? 0,
      ended: options.log,
      env: {
        HOST: "127.0.0.1",
        PUBLIC_URL: `http://127.0.0.1:${options.port}`,
        NODE_ENV: "production",
        ...options.env,
        PORT: String(options.port),
        DOOR_PORT: String(options.door),
        OPS_PORT: String(ports[`${service}-${n}`]),
        BUS_URL: `nats://${userAndPassword(service, passwords)}@${natsHosts[index]}`,
        DATABASE_URL: mongo.url,
        NATS_MONITORING_URL: nats.monitoringUrl,
        ISSUER_FOLDER: folder,
        KAFKA_URL: kafka?.url ?? "",
      },
    }),
  );
}

async function natsHostFor(client: string, nats: RunningNats, between: Between | undefined): Promise<string> {
  const { host, port } = new URL(nats.url);
  return between === undefined ? host : `127.0.0.1:${await between(client, "nats", Number(port))}`;
}

export async function untilReady(services: readonly ServiceProcess[], signal: AbortSignal | undefined): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (const service of services) {
    for (let waitsFor = "an answer"; ; await sleep(POLL_MS)) {
      const answer = await readiness(service.opsPort);
      if (answer === undefined) break;
      waitsFor = answer;
      if (service.hasEnded()) throw new Error(`${service.name} ended while starting; see its log`);
      if (signal?.aborted) throw new Error("stopped while starting");
      if (Date.now() > giveUpAt) throw new Error(`${service.name} was not ready after ${READY_WITHIN_MS / 1000} s: it waits for ${waitsFor}`);
    }
  }
}

/** @returns what it waits for; undefined when it is ready */
export async function readiness(opsPort: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`, { signal: AbortSignal.timeout(ASK_MS) });
    return response.ok ? undefined : await response.text();
  } catch {
    return "its ops server";
  }
}
