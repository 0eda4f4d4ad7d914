import type { mongo } from "mongoose";

/**
 * Counts the primaries that a client has turned to, by their elections. A new one has everything that was acknowledged, but for a moment it may not know that
 * it has, and a majority read shows less than the primary before it did.
 * @returns gives the count; it grows before the first question goes to the new one
 */
export function countPrimaries(client: mongo.MongoClient): { count(): number; stop(): void } {
  let current: string | undefined;
  let count = 0;
  const look = ({ newDescription }: mongo.TopologyDescriptionChangedEvent) => {
    const primary = [...newDescription.servers.values()].find(({ type }) => type === "RSPrimary");
    if (primary === undefined) return;
    const election = `${primary.address} ${primary.electionId?.toHexString() ?? ""}`;
    if (election !== current) count += 1;
    current = election;
  };
  client.on("topologyDescriptionChanged", look);
  return { count: () => count, stop: () => void client.off("topologyDescriptionChanged", look) };
}
