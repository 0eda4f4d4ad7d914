import type { Between } from "../cluster/cluster-servers.ts";
import { type TcpProxy, tcpProxy } from "./tcp-proxy.ts";

/** The network of a cluster: one proxy between each replica and NATS, one before each MongoDB node that clients and other nodes share, one before Kafka. */
export type Links = {
  readonly between: Between;
  /** From a replica to NATS. */
  ofReplica(name: string): TcpProxy;
  /** To every replica of a service. */
  ofService(service: string): readonly TcpProxy[];
  readonly toNats: () => readonly TcpProxy[];
  /** Before one MongoDB node, from the port that it listens on. */
  ofNode(port: number): TcpProxy;
  readonly toMongo: () => readonly TcpProxy[];
  readonly toKafka: () => TcpProxy;
  mendAll(): void;
  close(): Promise<void>;
};

export function openLinks(): Links {
  const replicas = new Map<string, TcpProxy>();
  const nodes = new Map<number, TcpProxy>();
  let kafka: TcpProxy | undefined;
  const all = () => [...replicas.values(), ...nodes.values(), ...(kafka === undefined ? [] : [kafka])];
  return {
    async between(client, server, port) {
      const proxy = await tcpProxy(port);
      if (server === "nats") replicas.set(client, proxy);
      else if (server === "kafka") kafka = proxy;
      else nodes.set(port, proxy);
      return proxy.port;
    },
    ofReplica: (name) => found(replicas.get(name), name),
    ofService: (service) => [...replicas].flatMap(([name, proxy]) => (name.replace(/-\d+$/, "") === service ? [proxy] : [])),
    toNats: () => [...replicas.values()],
    ofNode: (port) => found(nodes.get(port), `port ${port}`),
    toMongo: () => [...nodes.values()],
    toKafka: () => found(kafka, "Kafka"),
    mendAll() {
      for (const proxy of all()) proxy.mend();
    },
    close: async () => void (await Promise.all(all().map((proxy) => proxy.close()))),
  };
}

function found(proxy: TcpProxy | undefined, of: string): TcpProxy {
  if (proxy === undefined) throw new Error(`there is no proxy of ${of}`);
  return proxy;
}
