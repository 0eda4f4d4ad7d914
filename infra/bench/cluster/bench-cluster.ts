import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { type Cluster, type ClusterOptions, startCluster } from "../../cluster/cluster.ts";
import { memoryMiB, type Target, UNLIMITED } from "../bench-platform.ts";
import { type Figure, figure } from "../figure.ts";

export type BenchCluster = Target & Cluster;

/**
 * Every service once, or as often as told, over real servers in a temporary folder that is deleted afterwards.
 * @param options services of which there are more, and whether Kafka and its bridge are part of it
 */
export async function withCluster<Result>(
  { replicasOf = {}, kafka = false }: Pick<ClusterOptions, "replicasOf" | "kafka">,
  work: (cluster: BenchCluster) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "teilhabe-bench-"));
  const log = (line: string) => void process.stderr.write(`  ${line}\n`);
  const env = { ...UNLIMITED, LOG_LEVEL: "warn" };
  try {
    const cluster = await startCluster({ folder, replicas: 1, replicasOf, kafka, nodes: 1, port: await freePort(), log, env });
    try {
      return await work({ ...cluster, data: folder });
    } finally {
      await cluster.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resident memory of one replica of these services. */
export function memoryOf(cluster: Cluster, ...services: readonly string[]): readonly Figure[] {
  return services.map((service) => {
    const pid = cluster.services.find((one) => one.service === service)?.pid();
    return figure(`memory of ${service} after it`, pid === undefined ? 0 : memoryMiB(pid), "MiB");
  });
}
