import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Cluster } from "../../cluster/cluster.ts";
import { type Figure, figure } from "../figure.ts";

/** Parts that cost less than this for each request are not told one by one. */
const TOLD_FROM_MS = 0.01;

/**
 * Begins to count what every part of the cluster uses of the processors; unlike throughput it hardly depends on what else the machine does.
 * @returns gives milliseconds of one core for each of so many requests, the dearest part first
 */
export function countCpu(cluster: Cluster): (requests: number, what: string) => readonly Figure[] {
  const before = usedMs(cluster);
  return (requests, what) => {
    const each = [...usedMs(cluster)].map(([part, ms]) => [part, (ms - (before.get(part) ?? 0)) / requests] as const);
    const all = each.reduce((sum, [, ms]) => sum + ms, 0);
    const told = each.filter(([, ms]) => ms >= TOLD_FROM_MS).sort(([, a], [, b]) => b - a);
    return [figure(`processor time for ${what}, all parts`, all, "ms"), ...told.map(([part, ms]) => figure(`of it in ${part}`, ms, "ms"))];
  };
}

function usedMs({ services, nats, mongo }: Cluster): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  const add = (part: string, pid: number | undefined) => used.set(part, (used.get(part) ?? 0) + (pid === undefined ? 0 : processMs(pid)));
  for (const service of services) add(service.service, service.pid());
  for (const pid of nats.pids()) add("NATS", pid);
  for (const pid of mongo.nodes.flatMap((node) => node.pids())) add("MongoDB", pid);
  return used;
}

/** User and system time of all threads, from proc(5). */
function processMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
