import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { READ_EVENTS_MAX } from "@teilhabe/platform/bus/bus";
import { openNatsLine } from "@teilhabe/platform/bus/nats-connection";
import { natsStreams } from "@teilhabe/platform/bus/nats-streams";
import { ADMINISTRATOR } from "@teilhabe/platform/provision/nats-users";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import type { Cluster } from "../cluster/cluster.ts";

/** A fact in a service's outbox. */
export type OutboxFact = { readonly id: string; readonly pending: boolean };

/** What the servers keep, read past the services, over connections that no fault touches. */
export type Records = {
  stream(service: string): Promise<readonly CloudEvent[]>;
  outbox(service: string): Promise<readonly OutboxFact[]>;
  deadLetters(service: string): Promise<readonly string[]>;
};

/** @param folder the cluster's, with the passwords of the NATS users */
export function recordsOf(cluster: Pick<Cluster, "nats" | "mongo">, folder: string): Records {
  const databaseNamed = async <Result>(service: string, read: (all: ReturnType<typeof databaseOf>["all"]) => Promise<Result>) => {
    const opened = await openMongo(cluster.mongo.url);
    try {
      return await read(databaseOf(opened, service).all);
    } finally {
      await opened.close();
    }
  };
  return {
    async stream(service) {
      const passwords = JSON.parse(readFileSync(join(folder, "nats-passwords.json"), "utf8")) as Record<string, string>;
      const { host } = new URL(cluster.nats.url);
      const line = await openNatsLine(`nats://${ADMINISTRATOR}:${passwords[ADMINISTRATOR]}@${host}`, "faults");
      try {
        return await wholeStream(natsStreams(line, "faults"), service);
      } finally {
        await line.close();
      }
    },
    outbox: (service) =>
      databaseNamed(service, async ({ outbox, pending }) => {
        const waiting = new Set((await pending.find({}).toArray()).flatMap(({ facts }) => facts.map(({ id }) => id)));
        const rows = await outbox.find({}, { projection: { _id: 1 } }).toArray();
        return rows.map(({ _id }) => ({ id: _id, pending: waiting.has(_id) }));
      }),
    deadLetters: (service) =>
      databaseNamed(service, async ({ letters }) => (await letters.find({}).toArray()).map(({ _id, error }) => `${_id}: ${error}`)),
  };
}

async function wholeStream(streams: ReturnType<typeof natsStreams>, service: string): Promise<readonly CloudEvent[]> {
  const events: CloudEvent[] = [];
  for (let after = 0; ; ) {
    const { entries } = await streams.read(service, after, READ_EVENTS_MAX);
    events.push(...entries.map(({ event }) => event));
    after = entries.at(-1)?.sequence ?? after;
    if (entries.length === 0) return events;
  }
}
