import { parseArgs } from "node:util";
import { connect } from "@nats-io/transport-node";
import { provisionTopics } from "@teilhabe/partners/kafka/provision-topics";
import { publicTopics } from "@teilhabe/partners/kafka/public-topics";
import { openNatsBus } from "@teilhabe/platform/bus/nats-bus";
import { natsAddress } from "@teilhabe/platform/bus/nats-subjects";
import { realWorld } from "@teilhabe/platform/clock";
import { BadSettings, readSettings } from "@teilhabe/platform/config";
import { ADMINISTRATOR, type NatsPasswords, natsUsers } from "@teilhabe/platform/provision/nats-users";
import { type ProvisionNeeds, provision } from "@teilhabe/platform/provision/provision";
import { rebuildStream } from "@teilhabe/platform/provision/rebuild-stream";
import { renewEpoch } from "@teilhabe/platform/store/mongo-layout";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import { standaloneModules } from "../../services/standalone/modules.ts";

const USAGE = `Makes or corrects every stream (BUS_URL, a user who may do everything), database (DATABASE_URL) and, with KAFKA_URL, topic that the services need.

node infra/provision/main.ts [--replicas N]          copies of each stream: 1 (default) on a single server, 3 in a cluster
node infra/provision/main.ts --rebuild SERVICE       makes the lost stream of a service anew from its outbox
node infra/provision/main.ts --restored SERVICE      after its database was restored from a backup: places that others remember end
node infra/provision/main.ts --permissions           prints the NATS users and their permissions as JSON, with passwords as $NATS_PASSWORD_<USER>
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      replicas: { type: "string" },
      rebuild: { type: "string" },
      restored: { type: "string" },
      permissions: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return say(USAGE);
  if (values.permissions === true) return say(JSON.stringify(natsUsers(standaloneModules, passwordPlaces()), null, 2));
  const replicas = Number(values.replicas ?? "1");
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 5) throw new BadSettings("--replicas is 1 to 5");
  const settings = readSettings();
  const { servers, user, pass } = natsAddress(settings.BUS_URL);
  const nc = await connect({ servers, ...(user !== undefined && { user }), ...(pass !== undefined && { pass }) });
  const mongo = await openMongo(settings.DATABASE_URL);
  const world = realWorld();
  const needs = { nc, mongo, world, replicas, say };
  if (values.rebuild !== undefined) await rebuild(needs, known(values.rebuild), settings.BUS_URL);
  else if (values.restored !== undefined) await renewEpoch(databaseOf(mongo, known(values.restored)).all, world.newId);
  else {
    await provision(needs, standaloneModules);
    if (settings.KAFKA_URL !== undefined)
      for (const { topic, did } of await provisionTopics(settings.KAFKA_URL, publicTopics, replicas)) say(`Kafka's ${topic}: ${did}`);
  }
  await nc.close();
  await mongo.close();
}

async function rebuild(needs: ProvisionNeeds, service: string, url: string): Promise<void> {
  const bus = await openNatsBus({ url }, { module: service, asks: [], hears: [] });
  const run = await rebuildStream(needs, service, bus);
  await bus.close();
  say(run === undefined ? `the stream of ${service} is new and empty` : `the stream of ${service} has its events ${run.first} to ${run.last} again`);
}

function known(service: string): string {
  const names = standaloneModules.map(({ name }) => name);
  if (!names.includes(service)) throw new BadSettings(`${service} is no service; there are ${names.join(", ")}`);
  return service;
}

function passwordPlaces(): NatsPasswords {
  const users = [ADMINISTRATOR, ...standaloneModules.map(({ name }) => name)];
  return Object.fromEntries(users.map((user) => [user, `$NATS_PASSWORD_${user.toUpperCase().replaceAll("-", "_")}`]));
}

try {
  await main();
} catch (error) {
  const { code } = error as { code?: unknown }; // MongoDB's are numbers
  const isWrongUse = error instanceof BadSettings || (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS"));
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isWrongUse ? `\n${USAGE}` : ""}`);
  process.exit(isWrongUse ? 2 : 1); // a connection that is still open must not keep it from ending
}
