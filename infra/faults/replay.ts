import { setTimeout as sleep } from "node:timers/promises";
import { type ElectionFile, readElectionFile } from "@teilhabe/cli/replay/election-file";
import { freePort, startPlatform } from "@teilhabe/cli/replay/own-platform";
import { replay } from "@teilhabe/cli/replay/replay";
import type { Report } from "@teilhabe/cli/replay/report";
import { UNLIMITED } from "../bench/bench-platform.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { readiness } from "../cluster/readiness.ts";
import type { ServiceProcess } from "../cluster/service-process.ts";
import { SERVICES } from "./plain-faults.ts";
import { unlessStopped } from "./stopped.ts";

const REPLICAS = 2;
const CONCURRENCY = 50;
const AWAY_MS = 3_000;
const BETWEEN_KILLS_MS = 2_000;
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;
const SAID_EVERY_MS = 10_000;

export type Replays = {
  /** In one process; on the cluster; on the cluster while every part was killed once. */
  readonly embedded: Report;
  readonly cluster: Report;
  readonly underFaults: Report;
  readonly seconds: readonly [number, number, number];
  /** What was killed while voters voted. */
  readonly killed: readonly string[];
  /** In words; empty when all three say the same and every vote was counted. */
  readonly differences: readonly string[];
};

/**
 * A real election in one process, over the spread system with two replicas of everything, and once more while each part of it dies.
 * @throws Stopped when the signal says so; the servers are stopped first
 */
export async function replayThrice(path: string, folder: string, log: (line: string) => void, signal: AbortSignal): Promise<Replays> {
  const file = await readElectionFile(path);
  const seconds: number[] = [];
  const timed = async (platform: { url: string; data: string }, what: string, casting?: () => void) => {
    log(`${file.name}: ${file.votes} votes, ${what}`);
    const began = Date.now();
    const voting = { ...platform, concurrency: CONCURRENCY, secrecy: "confidential", progress: saying(log, casting) } as const;
    const report = await unlessStopped(signal, () => replay(file, voting));
    seconds.push((Date.now() - began) / 1_000);
    return report;
  };
  const embedded = await withEmbedded((platform) => timed(platform, "in one process"));
  const env = { ...UNLIMITED, LOG_LEVEL: "warn" };
  const cluster = await startCluster({ folder, replicas: REPLICAS, nodes: 3, port: await freePort(), log, env, signal });
  try {
    const platform = { url: cluster.url, data: folder };
    const spread = await timed(platform, "over the cluster");
    const { promise: isCasting, resolve: casting } = Promise.withResolvers<void>();
    const killed: string[] = [];
    const killing = isCasting.then(() => killEach(cluster, (name) => killed.push(name), log));
    const underFaults = await timed(platform, "over the cluster, while every part is killed once", casting);
    const inTime = [...killed];
    await unlessStopped(signal, () => killing);
    const differences = differencesOf(file, { embedded, cluster: spread, underFaults }, inTime);
    return { embedded, cluster: spread, underFaults, seconds: seconds as [number, number, number], killed: inTime, differences };
  } finally {
    await cluster.stop();
  }
}

async function withEmbedded<Result>(work: (platform: { url: string; data: string }) => Promise<Result>): Promise<Result> {
  const platform = await startPlatform({ settings: UNLIMITED });
  try {
    return await work(platform);
  } finally {
    await platform.stop();
  }
}

/** SIGKILL to each server and to all replicas of each service, one after the other; each is started again a little later. */
async function killEach({ nats, mongo, services }: Cluster, done: (name: string) => void, log: (line: string) => void): Promise<void> {
  const parts = [
    { name: "NATS", all: async () => [nats] },
    { name: "MongoDB's primary", all: async () => [await mongo.primary()] },
    ...SERVICES.map((service) => ({ name: `all replicas of ${service}`, all: async () => services.filter((one) => one.service === service) })),
  ];
  for (const { name, all } of parts) {
    const killed = await all();
    await Promise.all(killed.map((part) => part.kill()));
    log(`killed ${name}`);
    await sleep(AWAY_MS);
    await Promise.all(killed.map((part) => part.restart()));
    await Promise.all(services.map((service) => untilReady(service, log)));
    done(name);
    await sleep(BETWEEN_KILLS_MS);
  }
}

/** A voter waits for a minute, so what was killed has to be back before the next part is. What is not back within a minute is told, and waited for no longer. */
async function untilReady({ name, opsPort }: ServiceProcess, log: (line: string) => void): Promise<void> {
  let waitsFor: string | undefined;
  for (const giveUpAtMs = Date.now() + READY_WITHIN_MS; Date.now() < giveUpAtMs; await sleep(LOOK_EVERY_MS)) {
    waitsFor = await readiness(opsPort);
    if (waitsFor === undefined) return;
  }
  log(`${name} is not ready after ${READY_WITHIN_MS / 1_000} s: ${waitsFor}`);
}

const PARTS = SERVICES.length + 2;

export function differencesOf(
  file: Pick<ElectionFile, "votes">,
  reports: Pick<Replays, "embedded" | "cluster" | "underFaults">,
  killed: readonly string[],
): readonly string[] {
  const { embedded } = reports;
  const differences = Object.entries(reports).flatMap(([where, { votesAccepted, votesCounted, winners, ideas }]) => [
    ...(votesAccepted === file.votes && votesCounted === file.votes
      ? []
      : [`${where}: of ${file.votes} votes ${votesAccepted} were accepted and ${votesCounted} counted`]),
    ...(winners.join() === embedded.winners.join() ? [] : [`${where}: ${winners.join(", ")} win; in one process ${embedded.winners.join(", ")}`]),
    ...(ideas === embedded.ideas ? [] : [`${where}: ${ideas} ideas, in one process ${embedded.ideas}`]),
  ]);
  if (killed.length < PARTS)
    differences.push(`the election was over before every part was killed: take a larger file (killed: ${killed.join(", ")})`);
  return differences;
}

/** Passes on a line now and then, and tells once when the first votes are in. */
function saying(log: (line: string) => void, casting: (() => void) | undefined): (line: string) => void {
  let lastMs = 0;
  return (line) => {
    if (line.includes("in the box")) casting?.();
    if (Date.now() - lastMs < SAID_EVERY_MS) return;
    lastMs = Date.now();
    log(line);
  };
}

export function textOfReplays({ embedded, cluster, underFaults, seconds, killed, differences }: Replays): string {
  const row = (name: string, report: Report, took: number | undefined) =>
    `| ${name} | ${report.votesAccepted} | ${report.votesCounted} | ${report.winners.length} | ${took?.toFixed(0)} | ${report.latencyMsP99} |`;
  return [
    `${embedded.file}: ${embedded.votesInFile} votes, ${embedded.ideas} projects`,
    "",
    "| where | votes accepted | votes counted | winners | took s | p99 of a vote ms |",
    "| --- | --- | --- | --- | --- | --- |",
    row("one process", embedded, seconds[0]),
    row("cluster, two replicas of every service", cluster, seconds[1]),
    row("the same, while every part is killed once", underFaults, seconds[2]),
    "",
    `Killed while voters voted: ${killed.join(", ")}.`,
    differences.length === 0 ? "All three say the same, and every vote was counted." : differences.map((text) => `- ${text}`).join("\n"),
  ].join("\n");
}
