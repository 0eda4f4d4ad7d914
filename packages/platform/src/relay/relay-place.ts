import type { ReplacedStream } from "../bus/bus.ts";
import { DURABLE, MAJORITY, type MongoCollections } from "../store/mongo-collections.ts";

const RELAY = "relay";

/** How far the relay knows the stream: everything up to there is noted as published. */
export type RelayPlace = { readonly epoch: string; readonly sequence: number; readonly replaces?: readonly ReplacedStream[] };

export async function relayPlace({ meta }: MongoCollections): Promise<RelayPlace | undefined> {
  const row = await meta.findOne({ _id: RELAY }, MAJORITY);
  return row === null ? undefined : (JSON.parse(row.value) as RelayPlace);
}

/**
 * Whoever wakes up late may move it back: then more of the stream is read again, nothing else.
 * @throws Error when the stream was replaced by one of another epoch meanwhile
 */
export async function rememberPlace({ meta }: MongoCollections, place: RelayPlace): Promise<void> {
  const { epoch } = place;
  const known = { _id: RELAY, epoch: { $in: [epoch, null] } };
  await meta.updateOne(known, { $set: { value: JSON.stringify(place), epoch } }, { upsert: true, ...DURABLE });
}

/** A stream that replaces the one before: from now on the place is in it. */
export async function moveToReplaced({ meta }: MongoCollections, place: RelayPlace): Promise<void> {
  await meta.updateOne({ _id: RELAY }, { $set: { value: JSON.stringify(place), epoch: place.epoch } }, { upsert: true, ...DURABLE });
}
