import { randomUUID } from "node:crypto";
import { type JetStreamManager, jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { ReplacedStream } from "../bus/bus.ts";
import { type DeclaredStream, declaredStream, EPOCH_KEY, REPLACES_KEY } from "../bus/nats-stream-config.ts";
import { streamName } from "../bus/nats-subjects.ts";

const STREAM_NOT_FOUND = 10_059;

export type Provisioned = { readonly stream: string; readonly did: "made" | "corrected" | "found right"; readonly corrected: readonly string[] };

/**
 * Makes the stream of a service, or corrects what differs from its declaration; then reads back what the server really took.
 * @throws Error naming what the server did not take, as an old server silently does with options that it does not know
 */
export async function provisionStream(nc: NatsConnection, service: string, replicas: number): Promise<Provisioned> {
  const manager = await jetstreamManager(nc, { checkAPI: false });
  const declared = declaredStream(service, replicas);
  const there = await streamInfo(manager, declared.name);
  const wrong = there === undefined ? [] : differences(declared, there);
  if (there === undefined) await make(manager, declared);
  else if (wrong.length > 0) await manager.streams.update(declared.name, { ...declared, metadata: { ...there.config.metadata } });
  const taken = await streamInfo(manager, declared.name);
  const refused = taken === undefined ? ["the stream itself"] : differences(declared, taken);
  if (refused.length > 0) throw new Error(`NATS did not take what stream ${declared.name} needs: ${refused.join(", ")}`);
  return { stream: declared.name, did: there === undefined ? "made" : wrong.length > 0 ? "corrected" : "found right", corrected: wrong };
}

export type Remade = { readonly epoch: string; readonly firstSequence: number; readonly replaces: readonly ReplacedStream[] };

/** Makes the stream anew, empty and with a new epoch: positions in it mean nothing any more, unless it says which streams it replaces. */
export async function remakeStream(nc: NatsConnection, service: string, replicas: number, remade?: Remade): Promise<void> {
  const manager = await jetstreamManager(nc, { checkAPI: false });
  const there = await streamInfo(manager, streamName(service));
  if (there !== undefined) await manager.streams.delete(streamName(service));
  await make(manager, declaredStream(service, replicas), remade);
}

async function make(manager: JetStreamManager, declared: DeclaredStream, remade?: Remade): Promise<void> {
  const { epoch = randomUUID(), firstSequence = 1, replaces = [] } = remade ?? {};
  const metadata = { [EPOCH_KEY]: epoch, ...(replaces.length > 0 && { [REPLACES_KEY]: JSON.stringify(replaces) }) };
  await manager.streams.add({ ...declared, ...(firstSequence > 1 && { first_seq: firstSequence }), metadata });
}

async function streamInfo(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if ((error as { code?: number }).code === STREAM_NOT_FOUND || (error as Error).name === "StreamNotFoundError") return undefined;
    throw error;
  }
}

function differences(declared: DeclaredStream, { config }: StreamInfo): readonly string[] {
  const taken = config as unknown as Record<string, unknown>;
  return Object.entries(declared)
    .filter(([name, wanted]) => JSON.stringify(wanted) !== JSON.stringify(taken[name] ?? absent(wanted)))
    .map(([name]) => name);
}

/** The server leaves out what is false or zero. */
function absent(wanted: unknown): unknown {
  return wanted === false || wanted === 0 ? wanted : undefined;
}
