import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchServers } from "./fetch-server.ts";
import { refuseSecond } from "./pid-file.ts";
import { keptPorts } from "./ports.ts";
import { type RunningServer, startProcess } from "./server-process.ts";
import type { StartOptions } from "./start-options.ts";

const READY_WITHIN_MS = 60_000;
const ASKING_LIMIT_MS = 1_000;
const POLL_MS = 50;

type SubjectRules = readonly string[] | { allow?: readonly string[]; deny?: readonly string[] };

/** One NATS user, in the words of the server's configuration (docs.nats.io, "Authorization"). */
export type NatsUser = {
  user: string;
  password: string;
  permissions?: { publish?: SubjectRules; subscribe?: SubjectRules; allow_responses?: boolean | { max: number; expires: string } };
};

export type NatsOptions = StartOptions & {
  /** Without any, everyone on this machine may do everything. */
  users?: readonly NatsUser[];
  /** How often the stream files are synced: `always` (default) or a duration as `2m`. */
  syncInterval?: string;
  /** Bytes of streams that the server takes at most; unless given, three quarters of what is free on the disk when it starts. */
  maxFileStore?: number;
};

export interface RunningNats extends RunningServer {
  /** HTTP: `/varz`, `/jsz`, `/healthz`. */
  readonly monitoringUrl: string;
  /** Other users from now on, without a restart: connections of users who are gone, or have another password, end. */
  changeUsers(users: readonly NatsUser[]): Promise<void>;
}

/** Starts one NATS server with JetStream; ready when it says that it and its streams are healthy. `url` carries no user. */
export async function startNats(options: NatsOptions): Promise<RunningNats> {
  const folder = resolve(options.folder);
  const [programs] = await fetchServers(["nats"], options);
  refuseSecond("nats", folder);
  const ports = await keptPorts(folder, ["client", "monitoring"]);
  const config = join(folder, "nats.json");
  await mkdir(folder, { recursive: true });
  const write = (wanted: NatsOptions) => writeFile(config, configuration(folder, ports, wanted), { mode: 0o600 });
  await write(options);

  const monitoringUrl = `http://127.0.0.1:${ports.monitoring}`;
  const server = await startProcess({
    name: "nats",
    url: `nats://127.0.0.1:${ports.client}`,
    folder,
    command: join(String(programs), "nats-server"),
    args: ["-c", config],
    readyWithinMs: READY_WITHIN_MS,
    isReady: async () => (await fetch(`${monitoringUrl}/healthz`, { signal: AbortSignal.timeout(ASKING_LIMIT_MS) })).ok,
    log: options.log,
    signal: options.signal,
  });
  return {
    ...server,
    monitoringUrl,
    async changeUsers(users) {
      await write({ ...options, users });
      const before = await loadedAt(monitoringUrl);
      for (const pid of server.pids()) process.kill(pid, "SIGHUP");
      for (const giveUpAt = Date.now() + READY_WITHIN_MS; (await loadedAt(monitoringUrl)) === before; await sleep(POLL_MS))
        if (Date.now() > giveUpAt) throw new Error(`nats did not take its changed users; see its log in ${folder}`);
    },
  };
}

/** When the server read its configuration. */
async function loadedAt(monitoringUrl: string): Promise<string> {
  const answer = await fetch(`${monitoringUrl}/varz`, { signal: AbortSignal.timeout(ASKING_LIMIT_MS) });
  return String(((await answer.json()) as { config_load_time: string }).config_load_time);
}

/** The server's configuration language takes JSON as it is. */
function configuration(folder: string, ports: { client: number; monitoring: number }, options: NatsOptions): string {
  const config = {
    server_name: "teilhabe",
    listen: `127.0.0.1:${ports.client}`,
    http: `127.0.0.1:${ports.monitoring}`,
    jetstream: {
      store_dir: join(folder, "data"),
      sync_interval: options.syncInterval ?? "always",
      ...(options.maxFileStore !== undefined && { max_file_store: options.maxFileStore }),
    },
    ...(options.users === undefined ? {} : { authorization: { users: options.users } }),
  };
  return JSON.stringify(config, null, 2);
}
