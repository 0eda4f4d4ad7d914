import { mkdtemp, rm } from "node:fs/promises";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { type RunningNats, startNats } from "../../../../infra/servers/nats.ts";
import { provisionStream, remakeStream } from "../provision/provision-streams.ts";
import type { Bus } from "./bus.ts";
import type { BusHarness, OpenBusHarness } from "./bus-harness.ts";
import { openNatsBus } from "./nats-bus.ts";

export type NatsForTests = {
  readonly url: () => string;
  readonly open: OpenBusHarness;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** One server for all tests of a file, because some of them kill it; each test begins without streams. */
export function natsForTests(): NatsForTests {
  let folder = "";
  let server: RunningNats;
  let proxy: Proxy;
  return {
    url: () => server.url,
    async start() {
      folder = await mkdtemp(join(tmpdir(), "teilhabe-nats-"));
      server = await startNats({ folder });
      proxy = await proxyTo(Number(new URL(server.url).port));
    },
    async stop() {
      await proxy.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
    open: () => harnessOn(server, proxy),
  };
}

async function harnessOn(server: RunningNats, proxy: Proxy): Promise<BusHarness> {
  const buses: Bus[] = [];
  const provided = new Set<string>();
  const administer = async (work: (nc: Awaited<ReturnType<typeof connect>>) => Promise<unknown>) => {
    const nc = await connect({ servers: server.url, reconnect: false });
    await work(nc);
    await nc.close();
  };
  const closeAll = () => Promise.all(buses.splice(0).map((bus) => bus.close()));
  return {
    async busFor(identity) {
      const bus = await openNatsBus({ url: proxy.url }, identity);
      buses.push(bus);
      return bus;
    },
    async provide(...services) {
      await administer(async (nc) => {
        for (const service of services) {
          await provisionStream(nc, service, 1);
          provided.add(service);
        }
      });
    },
    async restart() {
      await server.kill();
      await closeAll();
      await server.restart();
    },
    rebuild: (service) => administer((nc) => remakeStream(nc, service, 1)),
    line: { cut: () => proxy.cut(), mend: () => proxy.mend() },
    async dispose() {
      await closeAll();
      await administer(async (nc) => {
        const manager = await jetstreamManager(nc);
        for (const service of provided) await manager.streams.delete(`events-${service}`);
      });
    },
  };
}

export type Proxy = { readonly url: string; cut(): Promise<void>; mend(): Promise<void>; close(): Promise<void> };

/** A line in between that can be cut: open connections break, new ones are refused. */
export async function proxyTo(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let own = 0;
  const server = createServer((inside) => {
    const outside = dial(port, "127.0.0.1");
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = () => new Promise<void>((resolve) => server.listen(own, "127.0.0.1", resolve));
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  own = (server.address() as { port: number }).port;
  return { url: `nats://127.0.0.1:${own}`, cut, mend: listen, close: async () => (server.listening ? cut() : undefined) };
}
