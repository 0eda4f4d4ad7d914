import { setTimeout as sleep } from "node:timers/promises";
import { credentialsFor, openBenchBallot, voteRequest } from "../bench-ballot.ts";
import { clientAs, tokenFor } from "../bench-platform.ts";
import { type Driven, drive, type ToSend } from "../drive.ts";
import { type Figure, figure, type Measured } from "../figure.ts";
import { ideaRequest, openConsultation } from "../ideas.ts";
import { type BenchCluster, withCluster } from "./bench-cluster.ts";
import { type CpuShare, cpuShare } from "./cpu-share.ts";

const REPLICAS = [4, 2, 1] as const;
const REPLICAS_MAX = 4;
const CONNECTIONS = 200;
const WARMING = 2_000;
/** More than there are connections: what one person does at two replicas at the same moment meets at that person's document, and one of them begins again. */
const PERSONS = 1_000;
/** The others learn that replicas have gone, and connections are spread anew. */
const SETTLE_MS = 1_000;

type Series = {
  readonly service: string;
  /** Of one core, for each replica: so little that four of them leave most of the machine to the rest, and the service is the limit. */
  readonly share: number;
  /** Requests for each replica: more replicas get more work, so that each point takes about as long. */
  readonly perReplica: number;
  /** Makes so many requests that were not sent before. */
  readonly requests: (cluster: BenchCluster) => Promise<(count: number) => Promise<readonly ToSend[]>>;
};

const SERIES: readonly Series[] = [
  { service: "ballot-box", share: 0.08, perReplica: 2_000, requests: votes },
  { service: "gateway", share: 0.15, perReplica: 2_000, requests: votes },
  { service: "ideas", share: 0.1, perReplica: 1_000, requests: ideas },
];

type Point = {
  readonly service: string;
  readonly replicas: number;
  readonly driven: Driven;
  /** For each replica, the part of the time in which it wanted to run and was not allowed to. Near 1: the service was the limit. */
  readonly heldBack: readonly number[];
};

/** The same load on 1, 2 and 4 replicas of a service, each with a small share of a core: what is gained by each doubling. */
export async function benchClusterScale(): Promise<Measured> {
  const points: Point[] = [];
  for (const series of SERIES) points.push(...(await curveOf(series)));
  return { figures: SERIES.flatMap(({ service, share }) => figuresOf(points, service, share)), details: { points } };
}

async function curveOf(series: Series): Promise<readonly Point[]> {
  const { service, share } = series;
  const limits = Array.from({ length: REPLICAS_MAX }, (_, n) => cpuShare(`${service}-${n + 1}`, share));
  try {
    return await withCluster({ replicasOf: { [service]: REPLICAS_MAX } }, (cluster) => {
      const replicas = cluster.services.filter((one) => one.service === service);
      return measured(cluster, series, limits, () => {
        for (const [n, limit] of limits.entries()) limit.limit(replicas[n]?.pid() ?? 0);
      });
    });
  } finally {
    for (const limit of limits) await limit.remove();
  }
}

/** @param limit called once every replica has compiled what it needs, which is dear with a share of a core */
async function measured(
  cluster: BenchCluster,
  { service, perReplica, requests }: Series,
  limits: readonly CpuShare[],
  limit: () => void,
): Promise<readonly Point[]> {
  const make = await requests(cluster);
  const warming = await make(WARMING);
  await drive({ url: cluster.url, connections: CONNECTIONS, next: (n) => warming[n] });
  limit();
  const points: Point[] = [];
  for (const replicas of REPLICAS) {
    const running = cluster.services.filter((one) => one.service === service && !one.hasEnded());
    await Promise.all(running.slice(replicas).map((one) => one.stop()));
    const sent = await make(perReplica * replicas);
    await sleep(SETTLE_MS);
    const before = limits.slice(0, replicas).map((limit) => limit.periods());
    const driven = await drive({ url: cluster.url, connections: CONNECTIONS, next: (n) => sent[n] });
    const heldBack = before.map((was, n) => {
      const now = limits[n]?.periods() ?? was;
      return Math.round((100 * (now.heldBack - was.heldBack)) / Math.max(1, now.all - was.all)) / 100;
    });
    points.push({ service, replicas, driven, heldBack });
  }
  return points;
}

function figuresOf(points: readonly Point[], service: string, share: number): readonly Figure[] {
  const mine = points.filter((point) => point.service === service).toReversed();
  const one = mine[0]?.driven.perSecond ?? Number.NaN;
  return mine.flatMap(({ replicas, driven, heldBack }) => {
    const what = `${service}: ${replicas} of ${share} core${replicas === 1 ? "" : " each"}`;
    const held = figure(`${what}: time in which a replica was held back, mean`, heldBack.reduce((sum, part) => sum + part, 0) / heldBack.length, "");
    const times = replicas === 1 ? [] : [figure(`${what}: times the figure of one`, driven.perSecond / one, "")];
    return [figure(what, driven.perSecond, "/s"), figure(`${what}: p99`, driven.msP99, "ms"), ...times, held];
  });
}

async function votes(cluster: BenchCluster) {
  const ballot = await openBenchBallot(cluster);
  let run = 0;
  return async (count: number) => {
    run += 1;
    const rights = await credentialsFor(cluster, ballot, count, `scale-${run}`);
    return rights.map((right, n) => voteRequest(ballot, right, n));
  };
}

async function ideas(cluster: BenchCluster) {
  const consultation = await openConsultation(clientAs(cluster, "staff", "bench"));
  const tokens = Array.from({ length: PERSONS }, (_, n) => tokenFor(cluster, "citizen", `person-${n}`));
  let made = 0;
  return async (count: number) => {
    made += count;
    return Array.from({ length: count }, (_, n) => ideaRequest(consultation, tokens[n % PERSONS] ?? "", made + n));
  };
}
