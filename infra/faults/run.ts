import { join } from "node:path";
import { freePort } from "@teilhabe/cli/replay/own-platform";
import { UNLIMITED } from "../bench/bench-platform.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { randomFrom } from "../simulation/random.ts";
import { check, redelivered } from "./check.ts";
import { collect } from "./collect.ts";
import { dealt } from "./deck.ts";
import { type Episode, episode } from "./episodes.ts";
import type { Fault } from "./fault.ts";
import { kafkaReader } from "./kafka-reader.ts";
import { openLedger } from "./ledger.ts";
import { type Links, openLinks } from "./links.ts";
import { startLoad } from "./load.ts";
import { pollingReader, type Reader, sseReader } from "./readers.ts";
import { recordsOf } from "./records.ts";
import type { Report } from "./report.ts";
import { unlessStopped } from "./stopped.ts";
import { peopleOf, settleTown } from "./town.ts";
import { webhookReader } from "./webhook-reader.ts";

export type Run = {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** No fault begins later; without it, each comes once. */
  readonly minutes: number | undefined;
  /** Must be new. */
  readonly folder: string;
  /** A checkout of an earlier release: the cluster begins as that. */
  readonly from?: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
};

const REPLICAS = 2;
const SSE_READERS = 2;

/**
 * A cluster under a steady load, one fault after another, and what became of everything that was acknowledged.
 * @throws Stopped when the signal says so; the servers are stopped first
 */
export async function runFaults(run: Run): Promise<Report> {
  const { folder, log, signal } = run;
  const links = openLinks();
  const env = { ...UNLIMITED, LOG_LEVEL: "warn" };
  const port = await freePort();
  const cluster = await startCluster({
    folder,
    replicas: REPLICAS,
    nodes: 3,
    kafka: true,
    port,
    log,
    env,
    signal,
    between: links.between,
    ...(run.from !== undefined && { release: run.from }),
  });
  const readers: Reader[] = [];
  try {
    return await unlessStopped(signal, () => runOn(cluster, links, readers, run));
  } finally {
    await Promise.all(readers.map((reader) => reader.stop()));
    links.mendAll();
    await cluster.stop();
    await links.close();
  }
}

async function runOn(cluster: Cluster, links: Links, readers: Reader[], run: Run): Promise<Report> {
  const { folder, log } = run;
  const people = peopleOf(cluster.url, folder);
  const webhook = await webhookReader(people("partner", "receiver")); // before there is any event: it gets all of them
  readers.push(webhook, await kafkaReader(String(cluster.kafka?.url)));
  const town = await settleTown(cluster.url, people);
  readers.push(pollingReader(town), ...Array.from({ length: SSE_READERS }, (_, n) => sseReader(town, n + 1)));
  const ledger = openLedger(join(folder, "ledger.ndjson"));
  const random = randomFrom(run.seed);
  const records = recordsOf(cluster, folder);
  const load = startLoad(town, ledger, random.fork());
  const stage = { cluster, folder, links, webhook, records, random: random.fork() };
  const episodes = await inflictAll(run, (faults) => episode(faults, stage, { ledger, readers: readers.filter(({ name }) => name !== "webhook") }));
  log("nobody acts any more; closing the ballot, and waiting for what is on its way");
  await load.stop();
  const observed = await collect({ town, records, readers, entries: ledger.entries });
  const findings = check(ledger.entries, observed);
  return { seed: run.seed, entries: ledger.entries, episodes, findings, redelivered: redelivered(observed), observed };
}

async function inflictAll({ seed, faults, minutes, log }: Run, inflict: (faults: readonly Fault[]) => Promise<Episode>): Promise<readonly Episode[]> {
  const episodes: Episode[] = [];
  const endsAtMs = minutes === undefined ? undefined : Date.now() + minutes * 60_000;
  const hand = dealt(faults, randomFrom(seed));
  let left = faults.length;
  while (endsAtMs === undefined ? left > 0 : Date.now() < endsAtMs) {
    const next = hand.next().value;
    left -= next.length;
    log(`${next.map(({ name }) => name).join(" + ")} …`);
    const felt = await inflict(next);
    episodes.push(felt);
    const recovery =
      felt.recoveredMs === undefined ? "NOT RECOVERED" : `recovered after ${((felt.recoveredMs - felt.healedMs) / 1_000).toFixed(1)} s`;
    log(`  ${recovery}, longest without service ${(felt.gap.ms / 1_000).toFixed(1)} s (${felt.gap.act}) ${felt.evidence.join("; ")}`);
  }
  return episodes;
}
