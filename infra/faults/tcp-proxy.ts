import { createServer, type Server, type Socket, connect as tcpConnect } from "node:net";

/** A stretch of network that can fail in the ways that networks do. */
export type TcpProxy = {
  readonly port: number;
  /** Connections are reset, new ones are refused at once. */
  cut(): void;
  /** Nothing passes in either direction and nobody is told; what was sent arrives after `mend`. */
  stall(): void;
  /** The server's side of every connection is gone, the client's stays open for ever and silent; new connections pass. */
  halfOpen(): void;
  /** Everything arrives so much later. */
  delay(ms: number): void;
  mend(): void;
  /**
   * Once: when a client has sent something that fits, it is passed on, the server's answer is held back, and `hit` is called with that
   * connection. @returns how to forget it again
   */
  onceSent(pattern: RegExp, hit: (held: HeldConnection) => void): () => void;
  close(): Promise<void>;
};

/** The server's answer is on its way, and nobody has heard it. */
export type HeldConnection = {
  /** From which the client sends. */
  readonly clientPort: number;
  /** It is never heard. */
  drop(): void;
  letThrough(): void;
};

type Pair = { readonly client: Socket; readonly server: Socket; held: boolean };

/** Long enough for the server to get and do what the client sent, before `hit` is called. */
const ARRIVES_WITHIN_MS = 60;

/** Listens on a free port of 127.0.0.1 and passes everything on to a port there. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const watches = new Set<{ readonly pattern: RegExp; readonly hit: (held: HeldConnection) => void }>();
  let isCut = false;
  let isStalled = false;
  let delayMs = 0;

  const server = createServer((client) => {
    if (isCut) return void client.resetAndDestroy();
    const upstream = tcpConnect(target, "127.0.0.1");
    const pair: Pair = { client, server: upstream, held: false };
    pairs.add(pair);
    pass(pair, client, upstream, (bytes) => seen(pair, bytes));
    pass(pair, upstream, client, () => undefined);
    if (isStalled) hold(pair);
  });

  function pass(pair: Pair, from: Socket, to: Socket, look: (bytes: Buffer) => void): void {
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => {
      const send = () => {
        if (!to.destroyed && to.writable && !to.write(bytes)) from.pause();
        look(bytes);
      };
      if (delayMs === 0) send();
      else setTimeout(send, delayMs);
    });
    to.on("drain", () => {
      if (!isStalled && !pair.held) from.resume();
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      if (!to.destroyed) to.destroy();
      pairs.delete(pair);
    });
  }

  function seen(pair: Pair, bytes: Buffer): void {
    if (watches.size === 0) return;
    const text = bytes.toString("latin1");
    for (const watch of watches) {
      if (!watch.pattern.test(text)) continue;
      watches.delete(watch);
      pair.held = true;
      pair.server.pause();
      setTimeout(() => watch.hit(heldOf(pair)), ARRIVES_WITHIN_MS);
    }
  }

  return {
    port: await listening(server),
    cut() {
      isCut = true;
      for (const pair of pairs) drop(pair);
    },
    stall() {
      isStalled = true;
      for (const pair of pairs) hold(pair);
    },
    halfOpen() {
      for (const { client, server: upstream } of pairs) {
        upstream.removeAllListeners("close");
        upstream.destroy();
        client.removeAllListeners("data").on("data", () => undefined);
      }
    },
    delay(ms) {
      delayMs = ms;
    },
    mend() {
      isCut = false;
      isStalled = false;
      delayMs = 0;
      for (const pair of pairs) release(pair);
    },
    onceSent(pattern, hit) {
      const watch = { pattern, hit };
      watches.add(watch);
      return () => watches.delete(watch);
    },
    async close() {
      for (const { client, server: upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function heldOf(pair: Pair): HeldConnection {
  return { clientPort: pair.client.remotePort ?? 0, drop: () => drop(pair), letThrough: () => release(pair) };
}

function drop({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}

function hold(pair: Pair): void {
  pair.held = true;
  pair.client.pause();
  pair.server.pause();
}

function release(pair: Pair): void {
  pair.held = false;
  pair.client.resume();
  pair.server.resume();
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return address.port;
}
