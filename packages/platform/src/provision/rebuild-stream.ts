import { randomUUID } from "node:crypto";
import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Bus, ReplacedStream } from "../bus/bus.ts";
import { type KeptRun, keptBatches, keptRun } from "../relay/published.ts";
import { moveToReplaced, type RelayPlace, relayPlace, rememberPlace } from "../relay/relay-place.ts";
import { databaseOf } from "../store/open-mongo.ts";
import type { ProvisionNeeds } from "./provision.ts";
import { remakeStream } from "./provision-streams.ts";

/** More rebuilds than this within the memory of a consumer that was away all the time are not bridged. */
const REPLACED_MAX = 20;

/**
 * Makes a stream that was lost again from the outbox, every kept event at its old place, while the services run: they go on where they were. Events that were in the lost
 * stream and not yet noted in the outbox come behind, perhaps in another order; consumers read again from before them, so an event may be handed to them twice.
 * Can be repeated when it was cut off. Nothing but this command may write the stream meanwhile; its relay waits.
 * @param bus as the service itself
 * @returns what is in the new stream; undefined: nothing was kept
 */
export async function rebuildStream(
  needs: Pick<ProvisionNeeds, "nc" | "mongo" | "replicas">,
  module: string,
  bus: Pick<Bus, "append">,
): Promise<KeptRun | undefined> {
  const { all } = databaseOf(needs.mongo, module);
  const run = await keptRun(all);
  const epoch = randomUUID();
  const before = await relayPlace(all);
  const replaces = replacedBy(before, run?.last ?? 0);
  // Noted first: whoever read a part of this stream finds its place again, should this be cut off and repeated.
  if (before !== undefined)
    await rememberPlace(all, { ...before, replaces: [...(before.replaces ?? []), { epoch, sequence: run?.last ?? 0 }].slice(-REPLACED_MAX) });
  await remakeStream(needs.nc, module, needs.replicas, { epoch, firstSequence: run?.first ?? 1, replaces });
  let sequence = (run?.first ?? 1) - 1;
  if (run !== undefined)
    for await (const batch of keptBatches(all, run))
      sequence = await bus.append(
        batch.map(({ event }): CloudEvent => JSON.parse(event)),
        sequence,
      );
  await moveToReplaced(all, { epoch, sequence, replaces });
  return run;
}

function replacedBy(before: RelayPlace | undefined, last: number): readonly ReplacedStream[] {
  if (before === undefined) return [];
  const earlier = (before.replaces ?? []).map(({ epoch, sequence }) => ({ epoch, sequence: Math.min(sequence, last) }));
  return [...earlier, { epoch: before.epoch, sequence: last }].slice(-REPLACED_MAX);
}
