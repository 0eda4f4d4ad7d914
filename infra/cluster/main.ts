import { startCluster } from "./cluster.ts";
import { readOptions, USAGE, UsageError } from "./options.ts";
import { supervise } from "./supervise.ts";

const log = (line: string) => void process.stderr.write(`${line}\n`);
const DEFAULT_PORT = 8080;

async function main(stopping: AbortSignal): Promise<void> {
  const { replicas, data, nodes, kafka, help } = readOptions(process.argv.slice(2));
  if (help) return void process.stdout.write(USAGE);
  const port = portFrom(process.env["PORT"]);
  const startedAt = Date.now();
  const cluster = await startCluster({ folder: data, replicas, nodes, kafka, port, log, signal: stopping });
  log(
    `${cluster.services.length} processes ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; tokens: ./teilhabe token --data ${data} …`,
  );
  log(`the secret door: ${cluster.doorUrl}`);
  process.stdout.write(`${cluster.url}\n`);
  await supervise(cluster, log, stopping);
  log("stopping");
  await cluster.stop();
  log("stopped");
}

function portFrom(text: string | undefined): number {
  const port = text === undefined || text === "" ? DEFAULT_PORT : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`PORT is 1 to 65535, not ${JSON.stringify(text)}.`);
  return port;
}

const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
try {
  await main(stopping.signal);
} catch (error) {
  log(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : `Failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
