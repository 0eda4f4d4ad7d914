import { subjects } from "@teilhabe/platform/bus/nats-subjects";
import type { Fault, Inflicted, Stage } from "./fault.ts";
import { allOf, pause } from "./plain-faults.ts";
import type { HeldConnection } from "./tcp-proxy.ts";

/**
 * Faults at one exact moment. The services know nothing of them: the proxy sees the bytes of the request go by, lets the server do it,
 * keeps the answer back, and then the process or the connection dies.
 */
export const cutPoints: readonly Fault[] = [
  { name: "relay: killed between publishing and marking", part: "ideas", inflict: (stage) => relayHit(stage, "kill") },
  { name: "relay: paused there, woken behind its successor", part: "ideas", inflict: (stage) => relayHit(stage, "pause") },
  { name: "relay: the stream's answer lost", part: "ideas", inflict: (stage) => relayHit(stage, "cut") },
  {
    name: "store: the answer of a commit lost",
    part: "mongodb",
    inflict: (stage) => answerLost(stage, /commitTransaction/, "transactions committed"),
  },
  {
    name: "ballot box: the answer of an insertion lost",
    part: "mongodb",
    inflict: (stage) => answerLost(stage, /insert.{4,8}votes\0/s, "insertions done"),
  },
  {
    name: "ballot box: the answer of an arrival lost",
    part: "mongodb",
    inflict: (stage) => answerLost(stage, /update.{4,8}vote-arrivals\0/s, "arrivals done"),
  },
  { name: "webhooks: senders killed between effect and completion", part: "partners", inflict: senderKilled },
];

const HIT_WITHIN_MS = 60_000;
/** Longer than the relay's lease (5 s): the successor has published more by then. */
const PAST_RELAY_LEASE_MS = 9_000;
const SOME_TIME_MS = 3_000;
const ANSWERS_LOST = 12;
const BETWEEN_LOSSES_MS = 300;

async function relayHit(stage: Stage, how: "kill" | "pause" | "cut"): Promise<Inflicted> {
  const service = "ideas";
  const published = new RegExp(`H?PUB ${subjects.events(service).replace(".", "\\.")} `);
  const hit = await firstOf(allOf(stage, service), ({ name }, found: (held: HeldConnection) => void) =>
    stage.links.ofReplica(name).onceSent(published, found),
  );
  if (hit === undefined) throw new Error(`no relay of ${service} published within ${HIT_WITHIN_MS / 1_000} s`);
  const { one: relay, what: held } = hit;
  const goOn = how === "pause" ? pause(relay) : undefined;
  if (how === "kill") await relay.kill();
  const evidence = await unmarked(stage, service);
  if (how === "cut") held.drop();
  else held.letThrough();
  return {
    holdMs: how === "pause" ? PAST_RELAY_LEASE_MS : SOME_TIME_MS,
    evidence: `${evidence} in the stream and not marked`,
    heal: async () => (how === "kill" ? relay.restart() : goOn?.()),
  };
}

/** How many events are in the stream while the outbox still has them as pending. */
async function unmarked({ records }: Stage, service: string): Promise<number> {
  const pending = new Set((await records.outbox(service)).flatMap(({ id, pending }) => (pending ? [id] : [])));
  return (await records.stream(service)).filter(({ id }) => pending.has(id)).length;
}

/** The connection breaks after the server has done what was asked, again and again for a while, on every node. */
async function answerLost({ links }: Stage, pattern: RegExp, what: string): Promise<Inflicted> {
  let lost = 0;
  for (; lost < ANSWERS_LOST; lost += 1) {
    const hit = await firstOf(links.toMongo(), (link, found: (held: HeldConnection) => void) => link.onceSent(pattern, found));
    if (hit === undefined) break;
    hit.what.drop();
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOSSES_MS));
  }
  return { holdMs: 0, heal: async () => undefined, evidence: `${lost} ${what}, their answers lost` };
}

async function senderKilled(stage: Stage): Promise<Inflicted> {
  const got = await firstOf([stage.webhook], (webhook, found: (got: true) => void) => webhook.onceReceived(() => found(true)));
  const senders = allOf(stage, "partners");
  await Promise.all(senders.map((sender) => sender.kill()));
  return {
    holdMs: SOME_TIME_MS,
    evidence: got === undefined ? "no delivery was on its way" : "a delivery was received and not answered",
    heal: async () => void (await Promise.all(senders.map((sender) => sender.restart()))),
  };
}

/** Watches all, and answers with the first one that is hit; the others are forgotten. */
export async function firstOf<One, What>(
  all: readonly One[],
  watch: (one: One, found: (what: What) => void) => () => void,
): Promise<{ readonly one: One; readonly what: What } | undefined> {
  const { promise, resolve } = Promise.withResolvers<{ one: One; what: What } | undefined>();
  const forgets = all.map((one) => watch(one, (what) => resolve({ one, what })));
  const limit = setTimeout(() => resolve(undefined), HIT_WITHIN_MS);
  const first = await promise;
  clearTimeout(limit);
  for (const forget of forgets) forget();
  return first;
}
