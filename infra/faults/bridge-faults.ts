import type { ServiceProcess } from "../cluster/service-process.ts";
import { holdsConnection } from "../servers/process-table.ts";
import { firstOf } from "./cut-points.ts";
import type { Fault, Inflicted, Stage } from "./fault.ts";
import { allOf, pause } from "./plain-faults.ts";
import type { HeldConnection } from "./tcp-proxy.ts";

/** The bridge to Kafka at one exact moment: the broker has a batch, and the bridge's position does not say so yet. */
export const bridgeFaults: readonly Fault[] = [
  { name: "Kafka's bridge: killed between sending and noting", part: "partners", inflict: (stage) => bridgeHit(stage, "kill") },
  { name: "Kafka's bridge: paused there, woken behind its successor", part: "partners", inflict: (stage) => bridgeHit(stage, "pause") },
  { name: "Kafka's bridge: the broker's answer lost", part: "partners", inflict: (stage) => bridgeHit(stage, "cut") },
];

const BRIDGE = "partners";
/** A request that begins with the key of Produce (0), a version, a number and this client's name (Kafka protocol, "Request Header v1"). */
export const PRODUCE = /\0\0\0[^\0].{4}\0.teilhabe-partners/s;
const SOME_TIME_MS = 3_000;
/** Longer than the bridge's lease (15 s): the successor has sent more by then. */
const PAST_BRIDGE_LEASE_MS = 19_000;

async function bridgeHit(stage: Stage, how: "kill" | "pause" | "cut"): Promise<Inflicted> {
  const hit = await firstOf([stage.links.toKafka()], (link, found: (held: HeldConnection) => void) => link.onceSent(PRODUCE, found));
  if (hit === undefined) throw new Error("the bridge sent nothing to Kafka");
  const { what: held } = hit;
  const bridge = senderOf(stage, held.clientPort);
  const goOn = how === "pause" ? pause(bridge) : undefined;
  if (how === "kill") await bridge.kill();
  if (how === "cut") held.drop();
  else held.letThrough();
  return {
    holdMs: how === "pause" ? PAST_BRIDGE_LEASE_MS : SOME_TIME_MS,
    evidence: `${bridge.name} had sent and not noted`,
    heal: async () => (how === "kill" ? bridge.restart() : goOn?.()),
  };
}

function senderOf(stage: Stage, port: number): ServiceProcess {
  const sender = allOf(stage, BRIDGE).find((one) => holdsConnection(one.pid() ?? 0, port));
  if (sender === undefined) throw new Error(`no replica of ${BRIDGE} holds the connection from port ${port}`);
  return sender;
}
