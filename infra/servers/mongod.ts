import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fetchServers } from "./fetch-server.ts";
import { answers } from "./mongo-set.ts";
import { type RunningServer, startProcess } from "./server-process.ts";
import type { StartOptions } from "./start-options.ts";

const READY_WITHIN_MS = 60_000;
/** How long a node that is told to stop waits for others to take over; the server's own default is 15 s. */
const HANDOVER_MS = 500;
/**
 * A transaction whose client died stays open, and what it wrote stays locked, for as long as this and half as long again; the server's own limit is 60 s.
 * Ours take less than a second each.
 */
const TRANSACTION_S = 8;

export type MongodOptions = StartOptions & {
  readonly name: string;
  readonly port: number;
  readonly cacheGb: number;
  /** What it is more than a server on its own: `--replSet`, `--keyFile`. */
  readonly args?: readonly string[];
};

/** One MongoDB process; its `url` names only itself. */
export async function startMongod({ name, port, cacheGb, args = [], ...options }: MongodOptions): Promise<RunningServer> {
  const [programs] = await fetchServers(["mongodb"], options);
  const data = join(options.folder, "data");
  await mkdir(data, { recursive: true });
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const network = ["--bind_ip", "127.0.0.1", "--port", String(port), "--nounixsocket"];
  const storage = ["--dbpath", data, "--wiredTigerCacheSizeGB", String(cacheGb)];
  const parameters = [`shutdownTimeoutMillisForSignaledShutdown=${HANDOVER_MS}`, `transactionLifetimeLimitSeconds=${TRANSACTION_S}`];
  const settings = ["--quiet", ...parameters.flatMap((parameter) => ["--setParameter", parameter])];
  return startProcess({
    name: `mongodb ${name}`,
    url,
    folder: options.folder,
    command: join(String(programs), "mongod"),
    args: [...network, ...args, ...storage, ...settings],
    readyWithinMs: READY_WITHIN_MS,
    isReady: () => answers(url),
    log: options.log,
    signal: options.signal,
  });
}
