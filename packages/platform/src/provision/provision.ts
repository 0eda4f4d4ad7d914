import type { NatsConnection } from "@nats-io/transport-node";
import { keepsData } from "../bus-identity.ts";
import type { World } from "../clock.ts";
import type { AnyModule } from "../start-modules.ts";
import { correctModule, type OpenedMongo } from "../store/open-mongo.ts";
import { provisionStream } from "./provision-streams.ts";

export type ProvisionNeeds = {
  readonly nc: NatsConnection;
  readonly mongo: OpenedMongo;
  readonly world: World;
  /** Copies that each stream has: 1 on a single server, 3 in a cluster. */
  readonly replicas: number;
  /** Takes one line of progress. */
  readonly say: (line: string) => void;
};

/** Makes or corrects the stream and the database of every module that keeps data. Can be repeated at any time. */
export async function provision({ nc, mongo, world, replicas, say }: ProvisionNeeds, modules: readonly AnyModule[]): Promise<void> {
  for (const module of modules.filter(keepsData)) {
    const { stream, did, corrected } = await provisionStream(nc, module.name, replicas);
    say(`${stream}: ${did}${corrected.length > 0 ? ` (${corrected.join(", ")})` : ""}`);
    await correctModule(mongo, { module: module.name, documents: module.documents ?? [], collections: module.ports?.collections }, world.newId);
    say(`${mongo.prefix}-${module.name}: collections and indexes are as declared`);
  }
}
