import { connect, type NatsConnection } from "@nats-io/transport-node";
import { inboxPrefix, natsAddress } from "./nats-subjects.ts";

/** Without a sign of life for two of these the connection counts as lost. */
const PING_EVERY_MS = 5_000;
const RECONNECT_WAIT_MS = 250;

/** One module's connection, which knows at any moment whether it is there. */
export type NatsLine = {
  readonly nc: NatsConnection;
  isConnected(): boolean;
  /** Called when the connection is lost or closed: what was asked over it will never be answered. */
  onLost(call: () => void): () => void;
  /** Called when the server refuses something, such as a subject that the user may not use. */
  onError(call: (error: Error) => void): () => void;
  close(): Promise<void>;
};

/** @throws the client's error when no server answers now; later losses are mended by itself, for ever */
export async function openNatsLine(url: string, module: string): Promise<NatsLine> {
  const { servers, tls, user, pass } = natsAddress(url);
  const nc = await connect({
    name: module,
    servers,
    ...(tls && { tls: {} }),
    ...(user !== undefined && { user }),
    ...(pass !== undefined && { pass }),
    inboxPrefix: inboxPrefix(module),
    pingInterval: PING_EVERY_MS,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    noAsyncTraces: true,
  });
  return watched(nc);
}

function watched(nc: NatsConnection): NatsLine {
  const lostCalls = new Set<() => void>();
  const errorCalls = new Set<(error: Error) => void>();
  let connected = true;
  let closing: Promise<void> | undefined;
  const lose = () => {
    connected = false;
    for (const call of lostCalls) call();
  };
  const watch = async () => {
    for await (const status of nc.status()) {
      if (status.type === "disconnect") lose();
      else if (status.type === "reconnect") connected = closing === undefined;
      else if (status.type === "error") for (const call of errorCalls) call(status.error);
    }
    lose();
  };
  void watch();
  return {
    nc,
    isConnected: () => connected,
    onLost: (call) => added(lostCalls, call),
    onError: (call) => added(errorCalls, call),
    close() {
      closing ??= end();
      return closing;
    },
  };

  async function end(): Promise<void> {
    lose();
    await nc.close();
  }
}

function added<Call>(calls: Set<Call>, call: Call): () => void {
  calls.add(call);
  return () => calls.delete(call);
}
