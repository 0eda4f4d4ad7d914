import type { mongo } from "mongoose";
import { BadSettings } from "../config.ts";

/** Atomic batches came with it. */
const NATS_VERSION_MIN = [2, 12] as const;
const MONGODB_VERSION_MIN = [6, 0] as const;
const REPLICAS_SAFE_MIN = 3;
const ASK_MS = 5_000;

/** @throws BadSettings naming the server and what it needs */
export function checkNatsServer(info: { readonly version: string; readonly max_payload: number } | undefined, payloadMin: number): void {
  if (info === undefined) return;
  if (isOlder(info.version, NATS_VERSION_MIN))
    throw new BadSettings(`BUS_URL: the NATS server is ${info.version}; at least ${NATS_VERSION_MIN.join(".")} is needed`);
  if (info.max_payload < payloadMin)
    throw new BadSettings(`BUS_URL: the NATS server takes messages of ${info.max_payload} bytes; set its max_payload to ${payloadMin} or more`);
}

/**
 * An acknowledgement of a single JetStream server is worth nothing unless it syncs before (jepsen.io, NATS 2.12.1): three replicas or
 * `sync_interval: always`.
 * @throws BadSettings
 */
export async function checkStreamDurability(replicas: number, monitoringUrl: string | undefined): Promise<void> {
  if (replicas >= REPLICAS_SAFE_MIN) return;
  if (monitoringUrl === undefined)
    throw new BadSettings("NATS_MONITORING_URL: streams have one replica; name the server's monitoring, so that it can say that it syncs always");
  const answer = await varz(monitoringUrl);
  if (answer.jetstream?.config?.sync_always !== true)
    throw new BadSettings("BUS_URL: streams have one replica and the NATS server does not sync always: set `jetstream { sync_interval: always }`");
}

async function varz(url: string): Promise<{ readonly jetstream?: { readonly config?: { readonly sync_always?: boolean } } }> {
  try {
    const response = await fetch(new URL("/varz", url), { signal: AbortSignal.timeout(ASK_MS) });
    return (await response.json()) as Awaited<ReturnType<typeof varz>>;
  } catch (error) {
    throw new BadSettings(`NATS_MONITORING_URL: ${url} does not answer /varz`, { cause: error });
  }
}

/** Transactions and majority writes need a replica set, of one node at least. @throws BadSettings */
export async function checkMongoServer(client: mongo.MongoClient): Promise<void> {
  const admin = client.db("admin");
  const [hello, build] = await Promise.all([admin.command({ hello: 1 }), admin.command({ buildInfo: 1 })]);
  checkMongoAnswers(hello, build);
}

/**
 * A driver leaves out every server that is not of the set that the URL names, and then says only that it found none in time.
 * @param found what it knew when it gave up @throws BadSettings
 */
export function checkMongoFound({ setName, servers }: Pick<mongo.TopologyDescription, "setName" | "servers">): void {
  if (typeof setName === "string" && servers.size === 0)
    throw new BadSettings(
      `DATABASE_URL: no server that it names is of the replica set ${setName}: start MongoDB with --replSet ${setName} and initiate the set, with one node too, or correct replicaSet=${setName}`,
    );
}

/** @param hello what the server says of itself @param build of its program @throws BadSettings */
export function checkMongoAnswers(hello: mongo.Document, build: mongo.Document): void {
  if (hello["setName"] === undefined && hello["msg"] !== "isdbgrid")
    throw new BadSettings("DATABASE_URL: MongoDB must be a replica set: start it with --replSet and initiate the set, with one node too");
  if (isOlder(String(build["version"]), MONGODB_VERSION_MIN))
    throw new BadSettings(`DATABASE_URL: the MongoDB server is ${build["version"]}; at least ${MONGODB_VERSION_MIN.join(".")} is needed`);
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
