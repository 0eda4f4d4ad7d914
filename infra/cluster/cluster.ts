import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { localJwks } from "@teilhabe/platform/http/local-issuer";
import { standaloneModules } from "../../services/standalone/modules.ts";
import type { RunningMongo } from "../servers/mongo.ts";
import type { RunningNats } from "../servers/nats.ts";
import { keptPorts } from "../servers/ports.ts";
import type { RunningServer } from "../servers/server-process.ts";
import { type Between, type ServerOptions, type Servers, startServers } from "./cluster-servers.ts";
import { userAndPassword } from "./nats-passwords.ts";
import { provisionAll, provisionAs } from "./provision-cluster.ts";
import { untilReady } from "./readiness.ts";
import { mainOf, type ServiceProcess, startService } from "./service-process.ts";
import { upgradeCluster } from "./upgrade-cluster.ts";

export type ClusterOptions = ServerOptions & {
  readonly replicas: number;
  /** For services of which there are more or fewer. */
  readonly replicasOf?: Readonly<Record<string, number>>;
  /** Of all gateways. */
  readonly port: number;
  /** Further settings of every service. */
  readonly env?: Readonly<Record<string, string>>;
  /** A checkout of another release, with its packages installed: it provisions, and its services are started. Unless given, this one. */
  readonly release?: string;
};

export type Cluster = {
  readonly url: string;
  /** The origin of the secret door. */
  readonly doorUrl: string;
  readonly nats: RunningNats;
  readonly mongo: RunningMongo;
  readonly kafka: RunningServer | undefined;
  readonly services: readonly ServiceProcess[];
  /** From the `release` that it was started as to this one, while it serves. */
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
    const servers = await startServers({ ...options, folder }, stops);
    const { nats, mongo, kafka } = servers;
    if (options.release === undefined) await provisionAll(servers, options.log);
    else await provisionAs(options.release, servers);
    const { door = 0 } = await keptPorts(join(folder, "door"), ["door"]);
    const services = await startServices(folder, { ...options, door }, servers);
    stops.push(async () => void (await Promise.all(services.map((service) => service.stop()))));
    await untilReady(services, options.signal);
    const upgrade = () => upgradeCluster(services, servers, options);
    return { url: `http://127.0.0.1:${options.port}`, doorUrl: `http://127.0.0.1:${door}`, nats, mongo, kafka, services, upgrade, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
      main: mainOf(service, options.release),
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
