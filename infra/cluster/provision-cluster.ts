import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { connect } from "@nats-io/transport-node";
import { provisionTopics } from "@teilhabe/partners/kafka/provision-topics";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { realWorld } from "@teilhabe/platform/clock";
import { ADMINISTRATOR } from "@teilhabe/platform/provision/nats-users";
import { provision } from "@teilhabe/platform/provision/provision";
import { openMongo } from "@teilhabe/platform/store/open-mongo";
import { standaloneModules } from "../../services/standalone/modules.ts";
import type { Servers } from "./cluster-servers.ts";

/** Streams, databases and topics as this release declares them. */
export async function provisionAll({ nats, mongo, kafka, passwords }: Servers, log: (line: string) => void): Promise<void> {
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

/** As another release declares them. @param release its checkout, with its packages installed */
export async function provisionAs(release: string, { nats, mongo, kafka, passwords }: Servers): Promise<void> {
  const { host } = new URL(nats.url);
  const address = { BUS_URL: `nats://${ADMINISTRATOR}:${passwords[ADMINISTRATOR]}@${host}`, DATABASE_URL: mongo.url, KAFKA_URL: kafka?.url ?? "" };
  await promisify(execFile)(process.execPath, [join(resolve(release), "infra/provision/main.ts")], { env: { ...process.env, ...address } });
}
